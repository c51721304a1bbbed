import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import type { Change } from '../model/change.ts'
import type { Observation } from '../model/observation.ts'
import type { Mutated } from './outcome.ts'

/** One change on its way, and what has come of it so far. */
export interface ChangeContext {
  readonly change: Change
  readonly dependencies: Dependencies
  readonly mutations: Mutated[]
  claim: Claim | undefined
  observed: Observation | undefined
}
