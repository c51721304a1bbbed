import type { AccessControl, Asset, ResourceType } from '../asset.ts'
import { type Assets, type Decision, isoSeconds, type Moment, notFound } from '../decision.ts'
import { mergeContext } from '../key-values.ts'
import { type Fields, mergeMetadata } from '../metadata/values.ts'
import type { UpdateParameters } from '../parameters/admin.ts'
import type { ExplicitParameters } from '../parameters/upload.ts'

// An empty list takes the restrictions away.
function restrict(asset: Asset, accessControl: AccessControl | undefined): Asset {
  const { accessControl: before, ...open } = asset
  const after = accessControl ?? before
  return after && after.length > 0 ? { ...open, accessControl: after } : open
}

/** Sets on an asset what was sent, and nothing else. */
export function annotate(asset: Asset, parameters: UpdateParameters, fields: Fields, nowMs: number): Asset {
  const { tags, context, metadata, access_control: accessControl, asset_folder, display_name } = parameters
  return {
    ...restrict(asset, accessControl),
    updatedAt: isoSeconds(nowMs),
    ...(tags && { tags }),
    ...(context && { context: mergeContext({}, context) }),
    ...(metadata && { metadata: mergeMetadata(fields, asset.metadata, metadata) }),
    ...(asset_folder !== undefined && { assetFolder: asset_folder }),
    ...(display_name !== undefined && { displayName: display_name }),
  }
}

/** Decides an explicit: sets on an asset that exists what was sent, and nothing else; no new version. */
export function decideExplicit(
  assets: Assets,
  resourceType: ResourceType,
  parameters: ExplicitParameters,
  { nowMs }: Moment,
): Decision {
  const asset = assets.find({ resourceType, type: parameters.type, publicId: parameters.public_id })
  if (!asset) return notFound(parameters.public_id)
  const annotated = annotate(asset, parameters, assets.fields, nowMs)
  return { reply: { kind: 'asset', asset: annotated }, changes: [{ put: annotated }] }
}
