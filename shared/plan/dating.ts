import type { UploadOptions } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import type { ObservedObject } from '../model/observation.ts'
import type { Plan, Situation } from './situation.ts'

/**
 * Puts an upload off until the second of the object's date is over, where only that date can tie what Cloudinary pulls to the
 * object: it answers with an MD5 and with no other checksum. What sends no bytes needs no tie.
 */
export function whenDated<Next extends Plan>(
  next: Next,
  { entry, nowMs }: Pick<Situation, 'entry' | 'nowMs'>,
): Next | Extract<Plan, { kind: 'wait' }> {
  if (next.kind !== 'upload') return next
  const { object, desired } = next
  const untilMs = object.lastModifiedMs + limits.datingMs
  if (isToldByMd5(entry, object, desired.options) || nowMs >= untilMs) return next
  return { kind: 'wait', reason: 'the object is too fresh to be told from what may follow', untilMs }
}

/** True where the answer to an upload tells by its MD5 whether the object's own bytes were stored. */
export function isToldByMd5(entry: Entry, object: ObservedObject, options: UploadOptions): boolean {
  return object.etagIsMd5 && options.uploadPreset === undefined && !mayBeAltered(entry, object)
}

/** The account alters what the key sends, or has stored other bytes than the object's for it just then. */
function mayBeAltered({ applied }: Entry, object: ObservedObject): boolean {
  if (applied.state !== 'asset') return false
  const isOther = applied.sentEtag === object.etag && applied.lastModifiedMs === object.lastModifiedMs
  return applied.isAltered === true || isOther
}
