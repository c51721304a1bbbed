import type { Entry, Failures } from '../model/entry.ts'
import type { Failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Refusal } from '../model/refusal.ts'

/** What has been counted of the object: another one begins anew. Where S3 has not told of one of them, they may be the same. */
export function failuresOf({ failures }: Entry, object: Failures['object']): Failures | undefined {
  const before = failures?.object
  const isOther = before && object && (before.etag !== object.etag || before.lastModifiedMs !== object.lastModifiedMs)
  return isOther ? undefined : failures
}

/** Counts one more failure in a row, of that object, if S3 has told of it, and remembers when the key is tried again. */
export function noteFailure(
  entry: Entry,
  { code, reason }: Pick<Failure, 'code' | 'reason'>,
  when: { readonly nowMs: number; readonly retryMs: number },
  object?: Failures['object'],
): Entry {
  const { count = 0, unfinished = 0, sinceMs = when.nowMs, letterMs } = failuresOf(entry, object) ?? {}
  const unended = unfinished + (code === 'upload-unfinished' ? 1 : 0)
  const counted = { count: count + 1, code, reason, sinceMs, atMs: when.nowMs, retryMs: when.retryMs }
  const rest = { ...(object && { object }), ...(unended > 0 && { unfinished: unended }), ...(letterMs && { letterMs }) }
  return { ...entry, failures: { ...counted, ...rest } }
}

/** Remembers that no time was left to find out whose trouble the last failure was. */
export function noteUnjudged(entry: Entry, unjudged: Required<Failures>['unjudged']): Entry {
  return entry.failures ? { ...entry, failures: { ...entry.failures, unjudged } } : entry
}

/** Forgets the failures and the refusal: the change went well. */
export function clearFailures(entry: Entry): Entry {
  const { failures: _, refused: __, ...rest } = entry
  return rest
}

/**
 * Forgets what was counted before a trouble of the stage ended: nobody knows whose it was. And forgets what an operator has seen
 * who redrives: failures and refusal. What has happened since stays, at whichever delivery this is asked.
 */
export function startOver(
  entry: Entry,
  times: { readonly troubleEndedMs?: number | undefined; readonly redrivenMs?: number | undefined },
): Entry {
  const { failures, refused, ...rest } = entry
  const { troubleEndedMs = Number.NEGATIVE_INFINITY, redrivenMs = Number.NEGATIVE_INFINITY } = times
  const isCounted = failures && (failures.sinceMs ?? 0) >= Math.max(troubleEndedMs, redrivenMs)
  // The clock of the worker that refused it may be ahead of SQS's by a little.
  const isRefused = refused && refused.atMs - limits.skewMs > redrivenMs
  return { ...rest, ...(isCounted && { failures }), ...(isRefused && { refused }) }
}

/** Remembers that a dead letter tells of the failures. */
export function noteLetter(entry: Entry, letterMs: number): Entry {
  return entry.failures ? { ...entry, failures: { ...entry.failures, letterMs } } : entry
}

/** Remembers the refusal, so that the same content and options are refused once. */
export function noteRefusal(entry: Entry, refused: Refusal): Entry {
  return { ...clearFailures(entry), refused }
}
