import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { answeredWithin } from '../adapters/aws/patience.ts'
import { sqsQueue } from '../adapters/aws/sqs.ts'
import type { Stores } from '../config/environment.ts'
import { limits } from '../model/limits.ts'
import type { Queue } from '../ports/queue.ts'
import type { LedgerTable } from './ledger.ts'
import { composeTable } from './table.ts'

/** The ledger's table and the queues. Without clients, endpoints and credentials come from the AWS SDK's own settings. */
export function composeStores(
  stores: Stores,
  clients: { readonly dynamodb?: DynamoDBClient; readonly sqs?: SQSClient } = {},
): LedgerTable & { readonly queue: Queue } {
  const sqs = clients.sqs ?? new SQSClient(answeredWithin(limits.answerTimeoutMs))
  return { ...composeTable(stores, clients.dynamodb), queue: sqsQueue(sqs, stores) }
}
