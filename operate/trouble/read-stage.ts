import type { Stage } from '../stage/stage.ts'
import { guardOf, storesOf } from '../stage/stores.ts'
import type { StageFacts } from './facts.ts'
import { readKeys } from './read-keys.ts'

/** What the table of a stage says of its trouble; how its queues are comes from elsewhere. */
export type TableFacts = Omit<
  StageFacts,
  'nowMs' | 'mappingState' | 'visible' | 'oldestSeconds' | 'drainedPerSecond' | 'deadLetters'
>

/** Reads what the table of a stage says of its trouble: two rows, three looks at an index, and an entry for each kind of trouble. */
export async function readTableFacts(stage: Stage): Promise<TableFacts> {
  const { ledger, breaker } = storesOf(stage)
  const [keys, state, { trippedMs }] = await Promise.all([
    readKeys(ledger),
    breaker.state(),
    guardOf(stage).guard.state(),
  ])
  return { ...keys, breaker: state, guardTrippedMs: trippedMs, ...placeOf(stage) }
}

/** Where a stage has its account. */
export function placeOf({ environment }: Pick<Stage, 'environment'>): Pick<StageFacts, 'secret'> {
  return { secret: environment.CLOUDINARY_URL_SECRET || undefined }
}
