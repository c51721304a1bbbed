import { composeStores } from '../../shared/composition/stores.ts'
import { type Environment, readEnvironment } from '../../shared/config/environment.ts'
import type { GuardLimits } from '../../shared/guard/admission.ts'
import type { DeletionGuard } from '../../shared/guard/guard.ts'
import type { Stage } from './stage.ts'

/** All that a stage keeps in its table, and its queue. */
export function storesOf(stage: Stage): ReturnType<typeof composeStores> {
  return composeStores(stage, stage)
}

/** The settings of the stage's worker, as it reads them itself. Throws a ConfigError that lists what it has not been told. */
export function workerSettings({ environment }: Stage): Environment {
  return readEnvironment(environment)
}

/** The guard of a stage, and its limits. */
export function guardOf(stage: Stage): { readonly guard: DeletionGuard; readonly limits: GuardLimits } {
  const { guard: limits } = workerSettings(stage)
  return { guard: storesOf(stage).guard(limits), limits }
}
