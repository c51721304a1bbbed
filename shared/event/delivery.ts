import * as z from 'zod'
import type { QueueMessage } from '../ports/queue.ts'
import { REJECTION_ATTRIBUTE } from '../ports/queue.ts'

const deliverySchema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({
        ApproximateReceiveCount: z.coerce.number().int().min(1),
        SentTimestamp: z.coerce.number().int(),
      }),
      messageAttributes: z.record(z.string(), z.unknown()),
    }),
  ),
})

/** Parses the event that Lambda's SQS event source mapping calls a function with. Source: AWS Lambda Developer Guide. */
export function readDelivery(event: unknown): readonly QueueMessage[] {
  return deliverySchema.parse(event).Records.map((record) => ({
    id: record.messageId,
    receiptHandle: record.receiptHandle,
    body: record.body,
    receiveCount: record.attributes.ApproximateReceiveCount,
    ...(REJECTION_ATTRIBUTE in record.messageAttributes && { redrivenMs: record.attributes.SentTimestamp }),
  }))
}
