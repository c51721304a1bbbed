import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { dynamodbRows } from '../shared/adapters/aws/dynamodb.ts'
import { sqsQueue } from '../shared/adapters/aws/sqs.ts'
import { systemClock } from '../shared/adapters/clock.ts'
import type { Stores } from '../shared/config/environment.ts'
import { Ledger } from '../shared/ledger/ledger.ts'
import { Owners } from '../shared/ledger/owners.ts'

/** What every function works with: the ledger and the queues. */
export function connectStores(stores: Stores) {
  const rows = dynamodbRows(new DynamoDBClient(), stores.table)
  return {
    rows,
    ledger: new Ledger(rows, stores.bucket, systemClock.unique),
    owners: new Owners(rows, systemClock.unique),
    queue: sqsQueue(new SQSClient(), stores),
    clock: systemClock,
  }
}
