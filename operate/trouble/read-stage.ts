import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'
import type { StageFacts } from './facts.ts'
import { readKeys } from './read-keys.ts'

/** What the table of a stage says of its trouble; how its queues are comes from elsewhere. */
export type TableFacts = Omit<
  StageFacts,
  'nowMs' | 'mappingState' | 'visible' | 'oldestSeconds' | 'drainedPerSecond' | 'deadLetters'
>

/** What the guard remembers depends on none; and a stage whose settings cannot be read is to be told of all the same. */
const NO_LIMITS = { deletionsMax: 0, windowMs: 0 }

/** Reads what the table of a stage says of its trouble: two rows, three looks at an index, and an entry for each kind of trouble. */
export async function readTableFacts(stage: Stage): Promise<TableFacts> {
  const { ledger, breaker, guard } = storesOf(stage)
  const [keys, state, { trippedMs }] = await Promise.all([readKeys(ledger), breaker.state(), guard(NO_LIMITS).state()])
  return { ...keys, breaker: state, guardTrippedMs: trippedMs, ...placeOf(stage) }
}

/** Where a stage has its account. */
export function placeOf({ environment }: Pick<Stage, 'environment'>): Pick<StageFacts, 'secret'> {
  return { secret: environment.CLOUDINARY_URL_SECRET || undefined }
}
