import type { Content } from '../model/content.ts'
import type { Made, SentObject } from '../model/entry.ts'
import { type Observation, sameObject } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'

/** What was sent, as far as it matters for recording the answer. */
export interface Sent {
  readonly made: Made
  readonly object: SentObject
  readonly atMs: number
}

/**
 * Which content an upload has stored. Not what was observed before it: Cloudinary pulls whatever S3 holds at that moment. The
 * answer's MD5 names the content where S3's ETag is an MD5; where it is not, only an object that was the same before and after
 * can have been pulled; else the content is not known.
 */
export function storedContent(sent: Sent, asset: StoredAsset, after: Observation | undefined): Content | undefined {
  const { object, made } = sent
  // A preset may transform the bytes, so that neither their MD5 nor their number is the object's.
  const isVerbatim = made.preset === ''
  if (isVerbatim && object.etagIsMd5 && asset.md5 !== undefined) return { etag: asset.md5, sizeBytes: asset.sizeBytes }
  const hasAll = !isVerbatim || asset.sizeBytes === object.sizeBytes
  const isUnchanged = after?.state === 'present' && sameObject(after, object) && hasAll
  return isUnchanged ? { etag: object.etag, sizeBytes: object.sizeBytes } : undefined
}
