import type { Change } from '../model/change.ts'
import type { Entry } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import { retryAfter } from '../model/refusal.ts'
import type { Unended } from '../model/unended.ts'

/**
 * What deliveries that never ended call for:
 * - nothing: there is none, and the key may be tried beside others;
 * - busy: the last one may not be over yet;
 * - alone: the key is tried, but beside no other;
 * - refuse: there were too many of them.
 */
export function judgeUnended({ unended }: Entry, nowMs: number): 'nothing' | 'busy' | 'alone' | 'refuse' {
  if (!unended) return 'nothing'
  if (unended.untilMs > nowMs) return 'busy'
  const isPausing = unended.refused !== undefined && nowMs < unended.refused.retryMs
  return isPausing || isUsedUp(unended) ? 'refuse' : 'alone'
}

/** True where the key was tried alone as often as it may be, and was not refused for it yet. */
export function isUsedUp({ count }: Unended): boolean {
  return count >= limits.unendedMax
}

/** What is to be noted as a delivery begins. Among others it is not counted: another key may be why it does not end. */
export function nextUnended(
  { unended }: Entry,
  { beganMs, untilMs, isAlone }: { readonly beganMs: number; readonly untilMs: number; readonly isAlone: boolean },
): Unended {
  return { ...unended, count: (unended?.count ?? 0) + (isAlone ? 1 : 0), beganMs, untilMs }
}

/** The delivery has ended, whatever came of it. */
export function noteEnd(entry: Entry): Entry {
  const { unended: _, ...rest } = entry
  return rest
}

/** Remembers that the key was refused for it, with a longer pause each time, and counts anew. */
export function noteUnendedRefusal(entry: Entry, letterMs: number, nowMs: number): Entry {
  const { unended } = entry
  if (!unended) return entry
  const times = (unended.refused?.times ?? 0) + 1
  return {
    ...entry,
    unended: { ...unended, count: 0, refused: { times, letterMs, retryMs: retryAfter(nowMs, times).atMs } },
  }
}

/**
 * Counts anew, and forgets the refusal, where an operator has redriven the change since the last delivery began, or where S3 tells of
 * another write since. The key is still tried alone.
 */
export function restartUnended(entry: Entry, { events, redrivenMs = Number.NEGATIVE_INFINITY }: Change): Entry {
  const { unended } = entry
  if (!unended) return entry
  // What a sweep or a webhook has queued says nothing of the object.
  const writesMs = events.filter(({ name }) => name.includes(':')).map(({ time = '' }) => Date.parse(time))
  const { beganMs, untilMs } = unended
  const isAnew = redrivenMs > beganMs || writesMs.some((ms) => ms > beganMs - limits.datingMs)
  return isAnew ? { ...entry, unended: { count: 0, beganMs, untilMs } } : entry
}
