import { dynamodbRows } from '../shared/adapters/aws/dynamodb.ts'
import { systemClock } from '../shared/adapters/clock.ts'
import { Ledger } from '../shared/ledger/ledger.ts'
import type { Stage } from './stage.ts'

/** The ledger of a stage. */
export function ledgerOf({ dynamodb, table, bucket }: Stage): Ledger {
  return new Ledger(dynamodbRows(dynamodb, table), bucket, systemClock.unique)
}
