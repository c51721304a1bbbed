import type { StoredAsset } from '../apply/assets.ts'
import { type Observation, type ObservedObject, sameObject } from '../observe/observation.ts'
import type { Applied, AssetAddress, Content } from './entry.ts'

/** What was sent, as far as it matters for recording the answer. */
export interface Sent {
  readonly address: AssetAddress
  readonly object: ObservedObject
  readonly fingerprint: string
  readonly atMs: number
}

/**
 * What an upload's answer says was stored. Not what was observed before it: Cloudinary pulls whatever S3 holds at that
 * moment. The answer's MD5 names the content where S3's ETag is an MD5; where it is not, only an object that was the same
 * before and after can have been pulled; else the content is unknown.
 */
export function appliedByUpload(sent: Sent, asset: StoredAsset, after: Observation | undefined): Applied {
  const content = storedContent(sent.object, asset, after)
  if (!content) return { state: 'unknown', address: sent.address, owned: true }
  return appliedAsset(sent, asset, content)
}

/** What an update's answer says is there; where the bytes are not those last applied, somebody has replaced them. */
export function appliedByUpdate(sent: Sent, asset: StoredAsset, content: Content): Applied {
  const replaced = sent.object.etagIsMd5 && asset.md5 !== undefined && asset.md5 !== content.etag
  if (replaced) return { state: 'unknown', address: sent.address, owned: true }
  return appliedAsset(sent, asset, content)
}

function appliedAsset(sent: Sent, asset: StoredAsset, content: Content): Applied {
  const { assetId, version } = asset
  const { address, fingerprint, atMs } = sent
  const { lastModifiedMs } = sent.object
  return { state: 'asset', address, assetId, version, content, fingerprint, lastModifiedMs, atMs }
}

function storedContent(sent: ObservedObject, asset: StoredAsset, after: Observation | undefined): Content | undefined {
  if (sent.etagIsMd5 && asset.md5 !== undefined) return { etag: asset.md5, sizeBytes: asset.sizeBytes }
  const unchanged = after?.state === 'present' && sameObject(after, sent) && asset.sizeBytes === sent.sizeBytes
  return unchanged ? { etag: sent.etag, sizeBytes: sent.sizeBytes } : undefined
}
