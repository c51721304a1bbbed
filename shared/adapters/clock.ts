import { randomUUID } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'

/** The real time and real chance. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  random: () => Math.random(),
  unique: () => randomUUID(),
}
