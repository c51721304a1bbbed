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
  const isTiedByDate = !object.etagIsMd5 || desired.options.uploadPreset !== undefined || isOfOtherBytes(entry, object)
  if (!isTiedByDate || nowMs >= untilMs) return next
  return { kind: 'wait', reason: 'the object is too fresh to be told from what may follow', untilMs }
}

/** The object was sent, and other bytes were stored: what the account made of them, or those of another write just then. */
function isOfOtherBytes({ applied }: Entry, object: ObservedObject): boolean {
  if (applied.state !== 'asset') return false
  return applied.sentEtag === object.etag && applied.lastModifiedMs === object.lastModifiedMs
}
