import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { sqsQueue } from '../adapters/aws/sqs.ts'
import type { Stores } from '../config/environment.ts'
import type { Queue } from '../ports/queue.ts'
import type { LedgerTable } from './ledger.ts'
import { composeTable } from './table.ts'

/** The ledger's table and the queues. Without clients, endpoints and credentials come from the AWS SDK's own settings. */
export function composeStores(
  stores: Stores,
  clients: { readonly dynamodb?: DynamoDBClient; readonly sqs?: SQSClient } = {},
): LedgerTable & { readonly queue: Queue } {
  return { ...composeTable(stores, clients.dynamodb), queue: sqsQueue(clients.sqs ?? new SQSClient(), stores) }
}
