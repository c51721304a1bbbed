import { GetQueueAttributesCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { type PolicyDocument, parsePolicy } from './policy.ts'

const number = z.coerce.number()

/** What SQS says of a queue; the numbers are approximate. */
export interface QueueFacts {
  readonly arn: string
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
}

const factsSchema = z.object({
  QueueArn: z.string(),
  ApproximateNumberOfMessages: number.int(),
  ApproximateNumberOfMessagesNotVisible: number.int(),
  ApproximateNumberOfMessagesDelayed: number.int(),
})

/** Reads a queue's ARN and how many messages it has. */
export async function readQueueFacts(sqs: SQSClient, QueueUrl: string): Promise<QueueFacts> {
  const parsed = factsSchema.parse(await readAttributes(sqs, QueueUrl))
  return {
    arn: parsed.QueueArn,
    visible: parsed.ApproximateNumberOfMessages,
    inFlight: parsed.ApproximateNumberOfMessagesNotVisible,
    delayed: parsed.ApproximateNumberOfMessagesDelayed,
  }
}

/** How a queue is set up, as far as something depends on it. */
export interface QueueAttributes {
  readonly arn: string
  readonly visibilitySeconds: number
  readonly retentionSeconds: number
  readonly messageBytesMax: number
  readonly policy: PolicyDocument | undefined
  readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined
}

const redriveSchema = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number })
const attributesSchema = z.object({
  QueueArn: z.string(),
  VisibilityTimeout: number,
  MessageRetentionPeriod: number,
  MaximumMessageSize: number,
  Policy: z.string().optional(),
  RedrivePolicy: z.string().optional(),
})

/** Reads how a queue is set up. */
export async function readQueue(sqs: SQSClient, QueueUrl: string): Promise<QueueAttributes> {
  const { Policy, RedrivePolicy, ...rest } = attributesSchema.parse(await readAttributes(sqs, QueueUrl))
  return {
    arn: rest.QueueArn,
    visibilitySeconds: rest.VisibilityTimeout,
    retentionSeconds: rest.MessageRetentionPeriod,
    messageBytesMax: rest.MaximumMessageSize,
    policy: Policy ? parsePolicy(Policy) : undefined,
    redrive: RedrivePolicy ? redriveSchema.parse(JSON.parse(RedrivePolicy)) : undefined,
  }
}

/** Replaces the policy of a queue. */
export async function putQueuePolicy(sqs: SQSClient, QueueUrl: string, policy: PolicyDocument): Promise<void> {
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } }))
}

/** The name of a queue, which is the end of its URL. */
export function queueName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}

async function readAttributes(sqs: SQSClient, QueueUrl: string): Promise<Readonly<Record<string, string>>> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  return Attributes
}
