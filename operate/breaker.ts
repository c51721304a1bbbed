import { systemClock } from '../shared/adapters/clock.ts'
import { dynamodbRows } from '../shared/adapters/dynamodb.ts'
import { LedgerBreaker } from '../shared/breaker/breaker.ts'
import type { Stage } from './stage.ts'

/** The breaker of a stage. */
export function breakerOf({ dynamodb, table, bucket }: Stage): LedgerBreaker {
  return new LedgerBreaker(dynamodbRows(dynamodb, table), bucket, systemClock)
}
