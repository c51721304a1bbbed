import type { Claim } from '../claim/claim.ts'
import type { Entry, Failures } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'
import type { ChangeContext } from './change-context.ts'
import { retryLater } from './conclude.ts'
import type { Outcome } from './outcome.ts'
import { waitSeconds } from './pace.ts'

/**
 * What becomes of a change whose key has failed, and whose pause is not over: a key is tried, and its failure counted, once a pause,
 * however many messages it has. Undefined where it is to be tried: another object than the one that failed is, at once.
 */
export function rest(context: ChangeContext, { entry }: Claim): Outcome | undefined {
  const { clock } = context.dependencies
  const untilMs = restsUntilMs(entry, context.observed, clock.nowMs())
  if (untilMs === undefined) return undefined
  return retryLater(context, 'resting', entry.failures?.reason ?? '', waitSeconds(untilMs, clock))
}

/** Until when (Unix milliseconds) a key that has failed is not tried; undefined where it is. */
export function restsUntilMs(
  { failures, attempt }: Pick<Entry, 'failures' | 'attempt'>,
  observed: Observation | undefined,
  nowMs: number,
): number | undefined {
  // What Cloudinary finishes on its own may be done.
  if (attempt || !failures?.retryMs || failures.retryMs <= nowMs) return undefined
  if (failures.object && !isOf(failures.object, observed)) return undefined
  return failures.retryMs
}

/** What is remembered of an object that failed; undefined where S3 has not told of it. */
export function failedObject(observed: Observation | undefined): Failures['object'] {
  if (!observed) return undefined
  if (observed.state === 'absent') return { etag: '', lastModifiedMs: 0 }
  const { etag, lastModifiedMs } = observed
  return { etag, lastModifiedMs }
}

/** True where it is the object that failed. */
export function isOf(object: NonNullable<Failures['object']>, observed: Observation | undefined): boolean {
  const now = failedObject(observed)
  return now?.etag === object.etag && now.lastModifiedMs === object.lastModifiedMs
}
