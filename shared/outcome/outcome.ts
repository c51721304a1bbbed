import type { AssetAddress } from '../model/address.ts'
import type { ReasonCode } from '../model/reasons.ts'

/** What can be done to an asset. */
export type MutationKind = 'upload' | 'update' | 'rename' | 'move' | 'destroy'

/** One mutation that was carried out, with its reason. */
export interface Mutated {
  readonly kind: MutationKind
  readonly reason: string
  /** The key whose asset it was before, for a rename. */
  readonly from?: string
  /** True where new content has taken the place of the key's own: what is in a backup is all that is left of it. */
  readonly overwrites?: true
  /** Where the asset is by now, where it was made, or has another place. */
  readonly asset?: AssetAddress & { readonly version: number }
  /** What an operator should know of it. */
  readonly remark?: string
}

/**
 * What came of a change.
 * - done: its messages are acknowledged;
 * - retry: they are delivered again after `delaySeconds`;
 * - refused: the change is in the dead-letter queue with its reason. Its messages are acknowledged, unless a request without an
 *   answer may yet leave something: then they are delivered again after `delaySeconds`.
 */
export interface Outcome {
  readonly key: string
  readonly result: 'done' | 'retry' | 'refused'
  readonly code: ReasonCode
  readonly reason: string
  readonly mutations: readonly Mutated[]
  /** Set where the messages are delivered again. */
  readonly delaySeconds?: number
  /** How long it waits in all, where that is known: its messages may be delivered more often. */
  readonly waitSeconds?: number
  /** Set where the stage is in trouble, so that others need not be tried. */
  readonly halts?: true
  /** Failures in a row, where the last try failed. */
  readonly failures?: number
}

/** An outcome, and what it took. */
export interface MeasuredOutcome extends Outcome {
  /** How often the change had been delivered, this time included. */
  readonly deliveries: number
  readonly durationMs: number
  /** From S3's newest event to the asset, where a mutation made it equal. */
  readonly lagMs?: number
}

/** Why something is as it is: a code for programs, and a text for people. */
export interface Cause {
  readonly code: ReasonCode
  readonly reason: string
}
