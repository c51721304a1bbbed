import type { Gate } from '../ports/breaker.ts'

/** What all workers know together of whether Cloudinary serves anybody. */
export interface BreakerState {
  /** Keys whose changes failed for want of an answer since Cloudinary last served one; no more than it takes to open. */
  readonly failing: readonly string[]
  /** How often they did. */
  readonly failures: number
  /** Set while nothing is sent. */
  readonly open?: {
    readonly sinceMs: number
    readonly reason: string
    /** When Cloudinary is to be asked again (Unix milliseconds), and how long after that the next time; 0 for every minute. */
    readonly probeAtMs: number
    readonly intervalMs: number
  }
  /** Set from closing until Cloudinary has served a change: how long it waits if it has to open again. */
  readonly trial?: { readonly sinceMs: number; readonly intervalMs: number }
  /** Set while an operator wants nothing to be sent. */
  readonly paused?: { readonly sinceMs: number; readonly reason: string }
}

const NO_FAILURES = { failing: [], failures: 0 } as const

/** A breaker that has seen nothing yet. */
export const closedBreaker: BreakerState = NO_FAILURES

/** So many keys must fail, and none be served, for the trouble to be Cloudinary's and not a key's own. */
const FAILING_KEYS_MAX = 3
/** So often. With as many requests under way, less than twenty changes have failed when the last of them is answered. */
const FAILURES_MAX = 10
/** In the time after it has closed that is less: probes may be answered while changes are not. */
const FAILURES_ON_TRIAL_MAX = 3
/** The longer it has answered probes and nothing else, the longer it is left alone. */
const INTERVAL_LEAST_MS = 60_000
const INTERVAL_MOST_MS = 15 * 60_000
const TRIAL_MOST_MS = 60 * 60_000

/** Counts a change that failed because Cloudinary was unavailable. */
export function noteUnavailable(
  state: BreakerState,
  { key, reason, nowMs }: { key: string; reason: string; nowMs: number },
): BreakerState {
  if (state.open) return state
  const failing = [...new Set([...state.failing, key])].slice(0, FAILING_KEYS_MAX)
  const failures = state.failures + 1
  const most = isOnTrial(state, nowMs) ? FAILURES_ON_TRIAL_MAX : FAILURES_MAX
  const isEnough = failing.length >= FAILING_KEYS_MAX && failures >= most
  return isEnough ? openBreaker(state, reason, nowMs) : { ...state, failing, failures }
}

/** Forgets the failures: a change was served. */
export function noteServed(state: BreakerState): BreakerState {
  if (state.open || (state.failures === 0 && !state.trial)) return state
  const { trial: _, ...rest } = state
  return { ...rest, ...NO_FAILURES }
}

/** True where Cloudinary is to be asked whether it answers: while open, and while only failures are known. */
export function isProbeDue({ open, failures }: BreakerState, nowMs: number): boolean {
  return open ? nowMs >= open.probeAtMs : failures > 0
}

/** What follows from whether Cloudinary has answered a probe. */
export function noteProbe(state: BreakerState, answered: { isServing: boolean; reason: string }, nowMs: number) {
  const { open, ...rest } = state
  if (!answered.isServing) {
    if (!open) return openBreaker(state, answered.reason, nowMs)
    return { ...state, open: { ...open, probeAtMs: nowMs + open.intervalMs } }
  }
  if (open) return { ...rest, ...NO_FAILURES, trial: { sinceMs: nowMs, intervalMs: open.intervalMs } }
  // It serves: what fails does so for reasons of its own.
  return state.failures === 0 ? state : { ...state, ...NO_FAILURES }
}

/** Why nothing may be sent now; undefined where changes are. */
export function stopOf({ open, paused }: BreakerState): Gate['stop'] {
  if (paused) return { code: 'paused', reason: `paused by an operator: ${paused.reason}` }
  if (open) return { code: 'breaker-open', reason: `Cloudinary does not answer: ${open.reason}` }
  return undefined
}

/** What has long been quiet has nothing to do with the last outage. */
function isOnTrial({ trial }: BreakerState, nowMs: number): boolean {
  return trial !== undefined && nowMs - trial.sinceMs < TRIAL_MOST_MS
}

function openBreaker(before: BreakerState, reason: string, nowMs: number): BreakerState {
  const { trial, ...state } = before
  const intervalMs =
    trial && isOnTrial(before, nowMs)
      ? Math.min(INTERVAL_MOST_MS, Math.max(INTERVAL_LEAST_MS, trial.intervalMs * 2))
      : 0
  return { ...state, ...NO_FAILURES, open: { sinceMs: nowMs, reason, probeAtMs: nowMs + intervalMs, intervalMs } }
}
