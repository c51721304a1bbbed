/** How many deletions a guard lets through in a window of time before it stops them. */
export interface GuardLimits {
  readonly deletionsMax: number
  readonly windowMs: number
}

/** What a guard remembers. */
export interface GuardState {
  /** When the present window began (Unix milliseconds), and how many deletions it has let through since. */
  readonly sinceMs: number
  readonly count: number
  /** How many of the deletions that were withheld an operator has released: these are not counted. */
  readonly allowance: number
  /** Since when it stops all deletions; undefined while it lets them through. */
  readonly trippedMs?: number
}

/** A guard that has seen nothing yet. */
export const freshGuard: GuardState = { sinceMs: 0, count: 0, allowance: 0 }

/**
 * Decides on one deletion. A guard that has tripped stays so until an operator releases it, even when the window is over: what
 * it has withheld must not go through bit by bit. What is released is what was withheld: keys that have come back since leave
 * their part unused, and it must not let others through.
 */
export function admitDeletion(
  state: GuardState,
  { nowMs, wasWithheld }: { readonly nowMs: number; readonly wasWithheld: boolean },
  { deletionsMax, windowMs }: GuardLimits,
): { readonly state: GuardState; readonly isAdmitted: boolean } {
  if (state.trippedMs !== undefined) return { state, isAdmitted: false }
  if (wasWithheld && state.allowance > 0)
    return { state: { ...state, allowance: state.allowance - 1 }, isAdmitted: true }
  const window = nowMs - state.sinceMs < windowMs ? state : { ...state, sinceMs: nowMs, count: 0 }
  if (window.count >= deletionsMax) return { state: { ...window, trippedMs: nowMs }, isAdmitted: false }
  return { state: { ...window, count: window.count + 1 }, isAdmitted: true }
}

/** Lets as many deletions through as were withheld, and starts counting again. */
export function releaseGuard(nowMs: number, withheld: number): GuardState {
  return { sinceMs: nowMs, count: 0, allowance: withheld }
}
