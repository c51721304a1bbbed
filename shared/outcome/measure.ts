import type { Change } from '../model/change.ts'
import type { MeasuredOutcome, Outcome } from './outcome.ts'

/** Adds to an outcome what it took. Times are Unix milliseconds. */
export function measure(
  outcome: Outcome,
  { receiveCount, events }: Change,
  { startMs, nowMs }: { readonly startMs: number; readonly nowMs: number },
): MeasuredOutcome {
  const measured = { ...outcome, deliveries: receiveCount, durationMs: nowMs - startMs }
  if (outcome.result !== 'done' || outcome.mutations.length === 0) return measured
  // What a sweep or a webhook has queued says nothing of when the object was written.
  const times = events.filter(({ name }) => name.includes(':')).map(({ time = '' }) => Date.parse(time))
  const newestMs = Math.max(...times.filter((time) => !Number.isNaN(time)))
  return Number.isFinite(newestMs) ? { ...measured, lagMs: Math.max(0, nowMs - newestMs) } : measured
}
