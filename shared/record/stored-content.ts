import { type Content, contentOf, sameContent } from '../model/content.ts'
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
 * Which content an upload has stored. Not what was observed before it: Cloudinary pulls whatever S3 holds at that moment.
 * - The answer's MD5 is the object's ETag: these very bytes.
 * - It is another one: either another write's bytes were pulled, or the account has altered them (an incoming transformation, an
 *   add-on, a default upload preset). An object that is the same before and after, and whose date would show any other write,
 *   was pulled itself: equality is by what was sent.
 * - The ETag says nothing of the bytes (multipart, KMS), or a preset transforms them: only an object that is the same before
 *   and after can have been pulled. Such an object is sent only when its date would show any other write.
 * - A version comes back with its own date when those that were put over it are removed. Then its being the same before and
 *   after says nothing, unless the request named it.
 * Undefined where it is not known.
 */
export function storedContent(sent: Sent, asset: StoredAsset, after: Observation | undefined): Content | undefined {
  const { object, made } = sent
  const own = contentOf(object)
  const isUnchanged = after?.state === 'present' && sameObject(after, object)
  const wasRead = isUnchanged && (object.versionId === undefined || object.isPinned === true)
  if (made.preset !== '' || !object.etagIsMd5 || asset.md5 === undefined)
    return wasRead ? withMd5(own, sent, asset) : undefined
  if (asset.md5 === object.etag || (wasRead && object.isDated)) return own
  return { etag: asset.md5, sizeBytes: asset.sizeBytes, md5: asset.md5 }
}

/** The MD5 of what was stored is the object's own, unless something has altered the bytes, which hardly keeps their number. */
function withMd5(own: Content, { made }: Sent, { md5, sizeBytes }: StoredAsset): Content {
  const isVerbatim = made.preset === '' && md5 !== undefined && sizeBytes === own.sizeBytes
  return isVerbatim ? { ...own, md5 } : own
}

/** True where the account has stored other bytes for this object than it was sent: an answer's MD5 tells no more what it was. */
export function isAltered({ made, object }: Sent, asset: StoredAsset, content: Content): boolean {
  const isTellable = object.etagIsMd5 && made.preset === '' && asset.md5 !== undefined
  return isTellable && sameContent(content, contentOf(object)) && asset.md5 !== object.etag
}
