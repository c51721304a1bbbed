import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamodbRows } from '../adapters/aws/dynamodb.ts'
import { answeredWithin } from '../adapters/aws/patience.ts'
import { systemClock } from '../adapters/clock.ts'
import type { Stores } from '../config/environment.ts'
import { limits } from '../model/limits.ts'
import { composeLedger, type LedgerTable } from './ledger.ts'

/** The ledger's table in DynamoDB. Without a client, endpoint and credentials come from the AWS SDK's own settings. */
export function composeTable(
  { table, bucket }: Pick<Stores, 'table' | 'bucket'>,
  dynamodb = new DynamoDBClient(answeredWithin(limits.answerTimeoutMs)),
): LedgerTable {
  return composeLedger(dynamodbRows(dynamodb, table), bucket, systemClock)
}
