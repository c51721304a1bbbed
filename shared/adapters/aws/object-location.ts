import { PermanentError } from '../../model/errors.ts'
import { hasDotSegment } from '../../model/object-key.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { ObjectBytes, Source } from '../../ports/source.ts'

/** How long a presigned URL is good for. */
export const PRESIGNED_SECONDS = 3600
/** How s3:// URLs write these characters is documented nowhere; a presigned URL says it unmistakably. */
const AMBIGUOUS_IN_URL = /[%#?+\\\p{Cc}]|^\s|\s$/u

/** What leads to an object, and takes a signature. */
export interface Ways {
  bytes(key: string, object: ObservedObject): ObjectBytes
  presign(key: string, object: ObservedObject): Promise<string>
}

/** From where Cloudinary gets the objects of a bucket, by these ways. */
export function locator(bucket: string, ways: Ways): Source['locate'] {
  return async (key, object, asked) => {
    if (asked === 'stream') return ways.bytes(key, object)
    refuseDotSegment(key)
    const isPlain = asked === 's3' && !AMBIGUOUS_IN_URL.test(key) && !bucket.includes('.')
    return isPlain ? `s3://${bucket}/${key}` : ways.presign(key, object)
  }
}

/** Throws for a key to which no URL leads: encoded or not, a reader takes the segment away, and reads another object. */
export function refuseDotSegment(key: string): void {
  if (hasDotSegment(key)) throw new PermanentError('dot-segment', `no URL can name the key ${key}`)
}
