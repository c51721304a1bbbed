import type { Mutation } from '../apply/apply.ts'

/** One mutation that was carried out, with its reason. */
export interface Mutated {
  readonly kind: Mutation['kind']
  readonly reason: string
  /** The key whose asset it was before, for a rename. */
  readonly from?: string
}

/** An outcome, and what it took. */
export interface MeasuredOutcome extends Outcome {
  /** How often the change had been delivered, this time included. */
  readonly deliveries: number
  readonly durationMs: number
  /** From S3's newest event to the asset, where a mutation made it equal. */
  readonly lagMs?: number
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
  /** Set where no change can be applied now, so that others need not be tried: by whose trouble. */
  readonly halts?: 'account' | 'breaker'
  /** Failures in a row, where the last try failed. */
  readonly failures?: number
}
