import type { Assets } from './apply/assets.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Owners } from './ledger/owners.ts'
import { limits } from './limits.ts'
import type { Source } from './observe/source.ts'
import type { Queue } from './queue.ts'
import type { Rules } from './rules/rules.ts'

/** Time and chance, so that nothing else reads them. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number
  /** Uniform in [0, 1). */
  random(): number
  /** A string that no other call ever yields. */
  unique(): string
}

/** What the mirror keeps of its settings. */
export interface MirrorSettings {
  readonly bucket: string
  readonly settleMs: number
  /** How long after its sending a request to Cloudinary may still take effect. */
  readonly attemptMs: number
  /** How many keys one invocation works on at once. */
  readonly changesAtOnce: number
  /** Where Cloudinary tells that an upload in the background is done; without it there are none. */
  readonly webhookUrl: string | undefined
}

/** The guard against mass deletion. */
export interface Guard {
  /** Asks leave for one deletion: one that was withheld before may have been released since. */
  admit(wasWithheld: boolean): Promise<boolean>
  /** True while it lets no deletion through. */
  isTripped(): Promise<boolean>
}

/** Whether changes may be tried now. */
export interface Gate {
  /** Why none may; undefined where they may. */
  readonly stop: { readonly code: string; readonly reason: string } | undefined
  /** True where a change that is served has to be told of. */
  readonly isDoubtful: boolean
}

/** The switch that pauses the queue while Cloudinary is down, or by an operator's wish. */
export interface Breaker {
  gate(): Promise<Gate>
  /** Counts a change that failed because Cloudinary served nobody. True where nothing is to be tried any more. */
  noteUnavailable(key: string, reason: string): Promise<boolean>
  /** Tells that a change was served. */
  noteServed(): Promise<void>
}

/** The outside world, as the mirror reaches it. */
export interface Ports {
  readonly source: Source
  readonly assets: Assets
  readonly ledger: Ledger
  readonly owners: Owners
  readonly queue: Queue
  readonly guard: Guard
  readonly breaker: Breaker
  readonly clock: Clock
}

/** Everything one invocation works with. */
export interface Work extends Ports {
  readonly rules: Rules
  readonly settings: MirrorSettings
  /** When the invocation is ended from outside (Unix milliseconds); its leases end then too, for nobody outlives it. */
  readonly deadlineMs: number
}

/** How long a request that is sent now may take; zero or less where there is no time for one. */
export function requestTimeMs(work: Work): number {
  return Math.min(limits.requestTimeoutMs, work.deadlineMs - work.clock.nowMs() - limits.closingTimeMs)
}
