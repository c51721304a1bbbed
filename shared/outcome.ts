import type { Plan } from './plan/plan.ts'

/** One mutation that was carried out, with its reason. */
export interface Mutated {
  readonly kind: Exclude<Plan['kind'], 'skip' | 'wait' | 'refuse' | 'introduce'> | 'rename'
  readonly reason: string
}

/**
 * What came of a change.
 * - done: its messages are acknowledged;
 * - back: they are delivered again after `delaySeconds`;
 * - refused: the change is in the dead-letter queue with its reason, and its messages are acknowledged.
 */
export interface Outcome {
  readonly key: string
  readonly result: 'done' | 'back' | 'refused'
  readonly code: string
  readonly reason: string
  readonly mutations: readonly Mutated[]
  /** Set for `back` only. */
  readonly delaySeconds?: number
  /** Failures in a row, where the last try failed. */
  readonly failures?: number
}
