import { composeStores } from '../../shared/composition/stores.ts'
import { workerSettings } from '../settings.ts'
import type { Stage } from '../stage.ts'

/** The guard of a stage, its limits, and what it works with. */
export function guardOf(stage: Stage) {
  const { guard: limits } = workerSettings(stage)
  const { guard, ledger, queue } = composeStores(stage, stage)
  return { guard: guard(limits), limits, ledger, queue }
}
