import type { StageScope } from '../model/errors.ts'
import type { ReasonCode } from '../model/reasons.ts'

/** Whether changes may be tried now. */
export interface Gate {
  /** Why none may; undefined where they may. */
  readonly stop: Stop | undefined
  /** True where an upload that succeeds has to be told of. */
  readonly isDoubtful: boolean
  /** When (Unix milliseconds) the stage's last trouble ended: what had failed by then says nothing of the keys. */
  readonly troubleEndedMs?: number | undefined
}

/** Why nothing is tried. */
export interface Stop {
  readonly code: ReasonCode
  readonly reason: string
}

/** What is suspected, or known, not to be well. */
export interface Suspect {
  readonly scope: StageScope
  readonly code: string
  readonly reason: string
}

/** A failure of a key, which may be the stage's trouble. */
export interface SuspiciousFailure extends Suspect {
  readonly key: string
  /** False where the key has failed in this way before: it is no evidence any more. */
  readonly isFresh: boolean
  /** True where the key would be refused for it: then it must be sure whose trouble it is. */
  readonly isLast: boolean
  /** True where it asks for patience, and not for long. */
  readonly isPassing: boolean
}

/** Asks what is suspected whether it is well. Resolves with the trouble that it has found; undefined where all is well. */
export type Probe = (suspect: Suspect) => Promise<Suspect | undefined>

/** What all workers of a stage know together: whether it is in trouble, and whether an operator has paused it. */
export interface Breaker {
  gate(): Promise<Gate>
  /** Says whose trouble a failure is, and asks the probe where that is in question: undefined where it is the key's own. */
  judge(failure: SuspiciousFailure, probe: Probe): Promise<Stop | undefined>
  /** Tells that an upload has succeeded, for which everything must be well. */
  noteServed(): Promise<void>
}
