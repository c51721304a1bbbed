import { keepsAsset } from '../model/entry.ts'
import { isRetryDue, refusesDeletion } from '../model/refusal.ts'
import type { Plan, Situation } from './situation.ts'

/** Decides what becomes of the asset of a key that is not to have one. A destroy waits until the settle window is over. */
export function planAbsence({ entry, match, observation, nowMs, settleMs }: Situation, reason: string): Plan {
  if (entry.applied.state === 'nothing') {
    // Nobody knows whether there ever was an object.
    const none = observation.state === 'absent' ? 'there is no object' : reason
    return { kind: 'skip', reason: `${none}, and there is no asset` }
  }
  const { onDelete, invalidate = true } = match.kind === 'matched' ? match.options : {}
  const absentSinceMs = entry.deletion?.absentSinceMs ?? nowMs
  const untilMs = absentSinceMs + settleMs
  if (keepsAsset(entry, onDelete)) {
    // What was there before moves with its object: for a while that may only have been renamed.
    const mayBeRenamed = onDelete !== 'keep' && observation.state === 'absent' && nowMs < untilMs
    if (mayBeRenamed) return { kind: 'wait', reason: `${reason}; it may have a new name`, untilMs, absentSinceMs }
    const why = onDelete === 'keep' ? 'the rules keep its asset' : 'its asset was there before, and stays'
    return { kind: 'skip', reason: `${reason}; ${why}` }
  }
  if (refusesDeletion(entry, match.kind === 'matched' ? match.digest : '') && !isRetryDue(entry, nowMs)) {
    return { kind: 'skip', reason: `refused before: ${entry.refused?.reason}`, refused: true }
  }
  if (nowMs < untilMs) return { kind: 'wait', reason: `${reason}; it may come back`, untilMs, absentSinceMs }
  return { kind: 'destroy', reason, address: entry.applied.address, invalidate, isDeletion: true, observation }
}
