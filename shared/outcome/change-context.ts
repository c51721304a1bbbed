import type { Hold } from '../claim/claim.ts'
import type { Work } from '../claim/dependencies.ts'
import type { Change } from '../model/change.ts'
import type { Observation } from '../model/observation.ts'
import type { Mutated } from './outcome.ts'

/** One change on its way. */
export interface Visit {
  readonly change: Change
  readonly work: Work
  readonly mutations: Mutated[]
  hold: Hold | undefined
  observed: Observation | undefined
}
