import { TransientError } from '../../model/errors.ts'
import { nameOf } from '../../model/object-key.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { ObjectBytes } from '../../ports/source.ts'

/** The bytes of an object that `open` reads. */
export function objectBytes(key: string, object: ObservedObject, open: ObjectBytes['open']): ObjectBytes {
  const { etag, etagIsMd5, sizeBytes } = object
  return { name: nameOf(key), sizeBytes, md5: etagIsMd5 ? etag : undefined, open }
}

/** What is thrown where another write has come, or the object has gone. */
export function hasMoved(): TransientError {
  return new TransientError('moving', 'the object has changed', { kind: 'waiting' })
}
