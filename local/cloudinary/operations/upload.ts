import type { Asset, ResourceType } from '../asset.ts'
import type { StoredBytes } from '../blobs.ts'
import { type Assets, type Decision, isoSeconds, type Moment } from '../decision.ts'
import { mergeContext } from '../key-values.ts'
import type { Size } from '../media.ts'
import { type Fields, initialMetadata } from '../metadata/values.ts'
import type { UploadParameters } from '../parameters/upload.ts'

/** An upload whose bytes are here and whose address is known. */
export interface Upload {
  readonly parameters: UploadParameters
  readonly publicId: string
  readonly resourceType: ResourceType
  readonly content: StoredBytes
  readonly format: string | undefined
  readonly size: Size | undefined
  readonly originalFilename: string | undefined
}

function lastSegment(publicId: string): string {
  return publicId.slice(publicId.lastIndexOf('/') + 1)
}

// Two replacements within a second, or a clock that goes back, still make the version grow.
function nextVersion(existing: Asset | undefined, nowMs: number): number {
  return Math.max(Math.floor(nowMs / 1000), (existing?.version ?? 0) + 1)
}

// Only identity and place outlive an overwrite: tags, context and metadata are the new upload's, sent or not.
function identityOf(existing: Asset | undefined, { publicId, parameters }: Upload, moment: Moment) {
  return {
    serial: existing?.serial ?? moment.commit,
    commit: moment.commit,
    assetId: existing?.assetId ?? moment.assetId,
    createdAt: existing?.createdAt ?? isoSeconds(moment.nowMs),
    version: nextVersion(existing, moment.nowMs),
    versionId: moment.versionId,
    updatedAt: isoSeconds(moment.nowMs),
    assetFolder: parameters.asset_folder ?? existing?.assetFolder ?? parameters.folder ?? '',
    displayName: parameters.display_name ?? existing?.displayName ?? lastSegment(publicId),
  }
}

function assetOf(existing: Asset | undefined, upload: Upload, fields: Fields, moment: Moment): Asset {
  const { parameters, content, format, size, originalFilename } = upload
  return {
    ...identityOf(existing, upload, moment),
    resourceType: upload.resourceType,
    type: parameters.type,
    publicId: upload.publicId,
    ...(format !== undefined && { format }),
    ...size,
    bytes: content.bytes,
    etag: content.md5,
    blob: content.id,
    tags: parameters.tags ?? [],
    context: mergeContext({}, parameters.context ?? {}),
    metadata: initialMetadata(fields, parameters.metadata ?? {}),
    ...(parameters.access_control?.length && { accessControl: parameters.access_control }),
    ...(originalFilename !== undefined && { originalFilename }),
  }
}

/** Decides what an upload makes of the asset at its address: a new one, a replacement, or nothing. */
export function decideUpload(assets: Assets, upload: Upload, moment: Moment): Decision {
  const { resourceType, publicId, parameters } = upload
  const existing = assets.find({ resourceType, type: parameters.type, publicId })
  if (existing && !parameters.overwrite) {
    return { reply: { kind: 'asset', asset: existing, extra: { existing: true } }, changes: [] }
  }
  const asset = assetOf(existing, upload, assets.fields, moment)
  return {
    reply: { kind: 'asset', asset, ...(existing && { extra: { overwritten: true } }) },
    changes: [{ put: asset }],
  }
}
