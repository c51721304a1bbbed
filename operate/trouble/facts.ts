import type { BreakerState } from '../../shared/breaker/state.ts'
import type { AccountPlace } from './advice.ts'

/** How many keys there are of a reason code. */
export interface CodeCount {
  readonly code: string
  readonly count: number
}

/** Keys in one kind of trouble, as the ledger's index has them. */
export interface KeyTally {
  /** How many, up to a bound. */
  readonly count: number
  /** True where there are more, which nobody has counted. */
  readonly isMore: boolean
  /** The commonest reason first. */
  readonly codes: readonly CodeCount[]
  /** The time (Unix milliseconds) that comes first: of the next try, or since when the first of them has been in trouble. */
  readonly firstMs: number | undefined
  /** One of the keys with the commonest reason, and the whole reason of it. */
  readonly example: { readonly key: string; readonly reason: string } | undefined
}

/** What is known of a stage. Numbers of messages are approximate, as SQS's are; undefined is what nothing says yet. */
export interface StageFacts extends AccountPlace {
  readonly nowMs: number
  readonly breaker: BreakerState
  /** How Lambda has the event source mapping, such as Enabled; undefined where there is none. */
  readonly mappingState: string | undefined
  /** Messages that can be taken at once, and the age of the oldest of all. */
  readonly visible: number
  readonly oldestSeconds: number | undefined
  /** How many messages a second are done with. */
  readonly drainedPerSecond: number | undefined
  readonly deadLetters: number
  /** Since when (Unix milliseconds) the guard stops all deletions; undefined while it lets them through. */
  readonly guardTrippedMs: number | undefined
  readonly retrying: KeyTally
  readonly refused: KeyTally
  /** Keys whose objects cannot be read until they are restored: no dead letter tells of them. */
  readonly archived: KeyTally
  readonly withheld: KeyTally
  /** False where the table has no index yet that finds keys in trouble. */
  readonly isIndexed: boolean
}

/** No key in that trouble. */
export const noKeys: KeyTally = { count: 0, isMore: false, codes: [], firstMs: undefined, example: undefined }
