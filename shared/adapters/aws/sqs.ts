import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { TransientError } from '../../model/errors.ts'
import { messageJson, messageText } from '../../model/plain-text.ts'
import type { Queue } from '../../ports/queue.ts'
import { KEY_ATTRIBUTE, REASON_ATTRIBUTE, REJECTION_ATTRIBUTE } from '../../ports/queue.ts'
import { callAws } from './failure.ts'

const BATCH_ENTRIES_MAX = 10
const REASON_CHARACTERS_MAX = 2000

/** The change queue and its dead-letter queue in SQS. */
export function sqsQueue(client: SQSClient, urls: { queueUrl: string; deadLetterQueueUrl: string }): Queue {
  return {
    async delay(message, seconds) {
      const input = { QueueUrl: urls.queueUrl, ReceiptHandle: message.receiptHandle, VisibilityTimeout: seconds }
      await callAws('sqs', () => client.send(new ChangeMessageVisibilityCommand(input)))
    },
    async reject(body, { code, reason, key }) {
      const attributes = {
        [REJECTION_ATTRIBUTE]: text(code),
        [REASON_ATTRIBUTE]: text(reason),
        ...(key ? { [KEY_ATTRIBUTE]: text(key) } : {}),
      }
      const input = { QueueUrl: urls.deadLetterQueueUrl, MessageBody: messageJson(body), MessageAttributes: attributes }
      await callAws('sqs', () => client.send(new SendMessageCommand(input)))
    },
    async send(bodies) {
      for (let start = 0; start < bodies.length; start += BATCH_ENTRIES_MAX) {
        await sendBatch(client, urls.queueUrl, bodies.slice(start, start + BATCH_ENTRIES_MAX))
      }
    },
  }
}

/** How many messages a queue has, about: those that wait, that are in flight, and that are delayed. */
export function queueDepth(client: SQSClient, QueueUrl: string): () => Promise<number> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const
  const command = { QueueUrl, AttributeNames: [...names] }
  return async () => {
    const { Attributes = {} } = await callAws('sqs', () => client.send(new GetQueueAttributesCommand(command)))
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
  }
}

async function sendBatch(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }))
  const answer = await callAws('sqs', () =>
    client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries })),
  )
  const [failed] = answer.Failed ?? []
  if (failed) throw new TransientError('sqs-batch', `sqs: ${failed.Code ?? 'unknown'}: ${failed.Message ?? ''}`)
}

function text(value: string): { DataType: 'String'; StringValue: string } {
  return { DataType: 'String', StringValue: messageText(value, REASON_CHARACTERS_MAX) }
}
