import { TransientError } from '../../model/errors.ts'
import { limits } from '../../model/limits.ts'
import { systemClock } from '../clock.ts'

/** How long (milliseconds) the next request may take; throws where that is too short to be waited for. */
export type TimeBudget = () => number

/** The time that several requests have together, one after the other. */
export function timeBudget(timeoutMs: number, nowMs = systemClock.nowMs): TimeBudget {
  const endMs = nowMs() + timeoutMs
  const leastMs = Math.min(limits.requestTimeLeastMs, timeoutMs / 2)
  return () => {
    const leftMs = endMs - nowMs()
    if (leftMs < leastMs) throw new TransientError('out-of-time', 'the time for requests is over', { kind: 'waiting' })
    return leftMs
  }
}
