import type { CodeCount } from './facts.ts'

/**
 * What is wrong with a stage, the gravest first:
 * - paused, halted: nothing is mirrored, by an operator's will, or because account, bucket or Cloudinary are in trouble;
 * - undelivered, stalled: nothing is mirrored, since no worker gets messages, or none gets done with any;
 * - guard: deletions are withheld until an operator lets them go;
 * - dead-letters: changes wait in the dead-letter queue until someone acts;
 * - refused: keys that no dead letter tells of any more, and that are not mirrored all the same;
 * - retrying: keys whose last try failed, and that are tried again;
 * - archived: objects that cannot be read until they are restored;
 * - unknown: what is wrong with keys cannot be told, for the stage was deployed by an earlier version.
 */
export type StageTroubleKind =
  | 'paused'
  | 'halted'
  | 'undelivered'
  | 'stalled'
  | 'guard'
  | 'dead-letters'
  | 'refused'
  | 'retrying'
  | 'archived'
  | 'unknown'

/** One thing that is wrong, in a text without times, and what else there is to say of it. Times are Unix milliseconds. */
export interface TroubleLine<Kind extends string = StageTroubleKind> {
  readonly kind: Kind
  readonly text: string
  /** The commonest reason code. */
  readonly code?: string
  readonly sinceMs?: number
  /** How many keys or messages; `isMore` where there are more, which nobody has counted. */
  readonly count?: number
  readonly isMore?: true
  readonly codes?: readonly CodeCount[]
  readonly nextTryMs?: number
  readonly advice?: string
}

/** All that is wrong with a stage; `first` is the one line for those who look only at one. */
export interface StageTrouble {
  readonly first: TroubleLine | undefined
  readonly besides: readonly TroubleLine[]
}
