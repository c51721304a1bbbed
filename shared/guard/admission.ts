import type { NumberChange } from '../ports/rows.ts'

/** How many deletions a guard lets through in a window of time before it stops them. */
export interface GuardLimits {
  readonly deletionsMax: number
  /** Where it is given: this part of the keys that are mirrored, if that is more. */
  readonly mirroredShare?: number
  readonly windowMs: number
}

/** What a guard remembers. */
export interface GuardState {
  /** When the present window began (Unix milliseconds), and how many deletions it has let through since. */
  readonly sinceMs: number
  readonly count: number
  /** How many keys had an asset when a sweep last came to its end. */
  readonly mirrored?: number
  /** Since when it stops all deletions; undefined while it lets them through. */
  readonly trippedMs?: number
}

/** A guard that has seen nothing yet. */
export const freshGuard: GuardState = { sinceMs: 0, count: 0 }

/** How many deletions are let through in a window. */
export function deletionsLimit({ mirrored = 0 }: GuardState, { deletionsMax, mirroredShare = 0 }: GuardLimits): number {
  return Math.max(deletionsMax, Math.floor(mirrored * mirroredShare))
}

/** What a guard decides of one deletion. */
export interface Admitted {
  readonly state: GuardState
  readonly isAdmitted: boolean
  /** Where it is only counted: the same change, of every state that would get the same decision, however many have been counted meanwhile. */
  readonly amendment?: NumberChange
}

/**
 * Decides on one deletion that it has not been asked about before. A guard that has tripped stays so until an operator releases
 * it, even when the window is over: what it has withheld must not go through bit by bit.
 */
export function admitDeletion(state: GuardState, nowMs: number, limits: GuardLimits): Admitted {
  const { sinceMs, mirrored, trippedMs } = state
  if (trippedMs !== undefined) return { state, isAdmitted: false }
  const isPresent = nowMs - sinceMs < limits.windowMs
  const window = isPresent ? state : { ...state, sinceMs: nowMs, count: 0 }
  const limit = deletionsLimit(state, limits)
  if (window.count >= limit) return { state: { ...window, trippedMs: nowMs }, isAdmitted: false }
  const admitted = { state: { ...window, count: window.count + 1 }, isAdmitted: true }
  if (!isPresent) return admitted
  // All that was asked above: the window, the limit, and that it has not tripped.
  const amendment = { add: { count: 1 }, same: { sinceMs, mirrored, trippedMs }, below: { count: limit } }
  return { ...admitted, amendment }
}

/** Takes note of how many keys have an asset, whatever is counted meanwhile. */
export function withMirrored(
  state: GuardState,
  mirrored: number,
): { readonly state: GuardState; readonly amendment?: NumberChange } {
  if (state.mirrored === mirrored) return { state }
  return { state: { ...state, mirrored }, amendment: { set: { mirrored } } }
}

/** Lets deletions through again, and counts from zero. What was released is not counted: its entries say that it may go. */
export function reopenGuard({ trippedMs: _, ...state }: GuardState, nowMs: number): GuardState {
  return { ...state, sinceMs: nowMs, count: 0 }
}
