import type { Change } from './change/coalesce.ts'
import type { Hold } from './claim/hold.ts'
import type { Observation } from './observe/observation.ts'
import type { Mutated } from './outcome.ts'
import type { Work } from './work.ts'

/** One change on its way. */
export interface Visit {
  readonly change: Change
  readonly work: Work
  readonly mutations: Mutated[]
  hold: Hold | undefined
  observed: Observation | undefined
}
