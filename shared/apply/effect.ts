import type { Observation } from '../model/observation.ts'

/** What applying a mutation came to. */
export interface Effect {
  /** False where nothing had to be sent after all. */
  readonly isSent: boolean
  /** What S3 said last, where it was asked. */
  readonly observed?: Observation | undefined
  /** What an operator should know of it. */
  readonly remark?: string
}
