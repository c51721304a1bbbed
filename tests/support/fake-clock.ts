import type { Clock } from '../../shared/ports/clock.ts'

/** A clock that stands still until a test moves it. Its chance is always one half, its strings are numbers. */
export interface FakeClock extends Clock {
  advance(ms: number): void
}

/** Makes a clock that shows the beginning of 2026. */
export function fakeClock(): FakeClock {
  let nowMs = Date.UTC(2026, 0, 1)
  let count = 0
  return {
    nowMs: () => nowMs,
    random: () => 0.5,
    unique: () => `unique${count++}`,
    advance(ms) {
      nowMs += ms
    },
  }
}
