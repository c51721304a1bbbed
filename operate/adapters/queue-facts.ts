import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'

const count = z.coerce.number().int()
const attributesSchema = z.object({
  QueueArn: z.string(),
  ApproximateNumberOfMessages: count,
  ApproximateNumberOfMessagesNotVisible: count,
  ApproximateNumberOfMessagesDelayed: count,
})

/** What SQS says of a queue; the numbers are approximate. */
export interface QueueFacts {
  readonly arn: string
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
}

/** Asks SQS for a queue's ARN and numbers. */
export async function queueFacts(sqs: SQSClient, QueueUrl: string): Promise<QueueFacts> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  const parsed = attributesSchema.parse(Attributes)
  return {
    arn: parsed.QueueArn,
    visible: parsed.ApproximateNumberOfMessages,
    inFlight: parsed.ApproximateNumberOfMessagesNotVisible,
    delayed: parsed.ApproximateNumberOfMessagesDelayed,
  }
}

/** The name of a queue, which is the end of its URL. */
export function queueName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
