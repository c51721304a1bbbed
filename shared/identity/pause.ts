import type { Failures } from '../ports/ftp-users.ts'

/** How many wrong passwords are free within a window, before each further one doubles a pause. */
export interface PauseRule {
  readonly free: number
  readonly windowMs: number
}

/** One user from one address: people mistype, and a client with an old password tries all day. */
export const PAIR_RULE: PauseRule = { free: 5, windowMs: 24 * 3_600_000 }

/** All users from one address: an office of many clients behind one, against someone who tries one password for many names. */
export const ADDRESS_RULE: PauseRule = { free: 100, windowMs: 3_600_000 }

const PAUSE_MS_LEAST = 1000
/** Who is kept out by another's wrong passwords at the same address is so for no longer than this after the last of them. */
const PAUSE_MS_MOST = 15 * 60_000

/** No failures at all. */
export const NO_FAILURES: Failures = { count: 0, sinceMs: 0, lastMs: 0 }

/** True while no password is looked at. */
export function isPaused(failures: Failures, rule: PauseRule, nowMs: number): boolean {
  return nowMs < pauseEndMs(failures, rule, nowMs)
}

/** When a password is looked at again, in Unix milliseconds; not in the future where one is. */
export function pauseEndMs(failures: Failures, { free, windowMs }: PauseRule, nowMs: number): number {
  const { count, sinceMs, lastMs } = failures
  if (count < free || sinceMs <= nowMs - windowMs) return nowMs
  return lastMs + Math.min(PAUSE_MS_MOST, PAUSE_MS_LEAST * 2 ** Math.min(count - free, 20))
}
