import { composeTable } from '../shared/composition/table.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import type { Stage } from './stage.ts'

/** The ledger of a stage. */
export function ledgerOf(stage: Stage): Ledger {
  return composeTable(stage, stage.dynamodb).ledger
}
