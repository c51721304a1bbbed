import type { Observation } from '../model/observation.ts'
import type { Mutated } from '../outcome/outcome.ts'

/** What applying a mutation came to. */
export interface Effect {
  /** False where nothing had to be sent after all. */
  readonly isSent: boolean
  /** What S3 said last, where it was asked. */
  readonly observed?: Observation | undefined
  /** What was done in place of what had been decided. */
  readonly instead?: Pick<Mutated, 'kind' | 'reason'>
  /** What an operator should know of it. */
  readonly remark?: string
}
