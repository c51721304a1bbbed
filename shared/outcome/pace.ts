import type { Failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Clock } from '../ports/clock.ts'

/** Seconds until a failed change is tried again: 1, 2, 4, ... up to 15 minutes, spread, and never before `notBeforeMs`. */
export function backOffSeconds(failures: number, failure: Pick<Failure, 'notBeforeMs'>, clock: Clock): number {
  const base = Math.min(limits.backOffSecondsMax, 2 ** Math.min(failures - 1, 20))
  const spread = base * (0.75 + clock.random() / 2)
  return clamp(Math.max(spread, secondsUntil(failure.notBeforeMs ?? 0, clock)))
}

/**
 * Seconds until a key that another worker holds, or whose other half is on the way, is looked at again: 1, 2, 4, ... 15. After
 * `pollsSteady` times ever longer: the queue gives a message up after so many deliveries, however patient it was.
 */
export function pollSeconds(receiveCount: number): number {
  const steady = Math.min(limits.pollSecondsMax, 2 ** Math.min(receiveCount - 1, 10))
  const later = Math.max(0, receiveCount - limits.pollsSteady)
  return clamp(Math.min(limits.backOffSecondsMax, steady * 2 ** (later / 10)))
}

/**
 * Seconds until a change is tried again that Cloudinary had no time for: as `pollSeconds`, spread over half as long again, so that
 * all do not come back at once, and never before `notBeforeMs`.
 */
export function patienceSeconds(
  receiveCount: number,
  { notBeforeMs = 0 }: Pick<Failure, 'notBeforeMs'>,
  clock: Clock,
): number {
  const seconds = Math.max(pollSeconds(receiveCount), secondsUntil(notBeforeMs, clock))
  return clamp(seconds + (clock.random() * pollSeconds(receiveCount)) / 2)
}

/**
 * Seconds until a change is delivered again that cannot be tried, since none can be: about half a minute, spread, so that all goes
 * on soon after. Delivery is switched off meanwhile; where it is not, the pauses grow as those of `pollSeconds` do.
 */
export function haltSeconds(receiveCount: number, clock: Clock): number {
  const flat = limits.haltSeconds * (0.75 + clock.random() / 2)
  const later = Math.max(0, receiveCount - limits.pollsSteady)
  return clamp(Math.min(limits.backOffSecondsMax, flat * 2 ** (later / 10)))
}

/** Whole seconds until a time, at least 1. */
export function waitSeconds(untilMs: number, clock: Clock): number {
  return clamp(secondsUntil(untilMs, clock))
}

function secondsUntil(untilMs: number, clock: Clock): number {
  return (untilMs - clock.nowMs()) / 1000
}

function clamp(seconds: number): number {
  return Math.min(limits.visibilitySecondsMax, Math.max(1, Math.ceil(seconds)))
}
