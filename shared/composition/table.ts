import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamodbRows } from '../adapters/aws/dynamodb.ts'
import { systemClock } from '../adapters/clock.ts'
import type { Stores } from '../config/environment.ts'
import { composeLedger, type LedgerTable } from './ledger.ts'

/** The ledger's table in DynamoDB. Without a client, endpoint and credentials come from the AWS SDK's own settings. */
export function composeTable(
  { table, bucket }: Pick<Stores, 'table' | 'bucket'>,
  dynamodb = new DynamoDBClient(),
): LedgerTable {
  return composeLedger(dynamodbRows(dynamodb, table), bucket, systemClock)
}
