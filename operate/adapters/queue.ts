import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { type PolicyDocument, parsePolicy } from '../policy/document.ts'

/** A queue's attributes, as far as something depends on them. */
export interface QueueAttributes {
  readonly arn: string
  readonly visibilitySeconds: number
  readonly retentionSeconds: number
  readonly messageBytesMax: number
  readonly policy: PolicyDocument | undefined
  readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined
}

const redriveSchema = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
const attributesSchema = z.object({
  QueueArn: z.string(),
  VisibilityTimeout: z.coerce.number(),
  MessageRetentionPeriod: z.coerce.number(),
  MaximumMessageSize: z.coerce.number(),
  Policy: z.string().optional(),
  RedrivePolicy: z.string().optional(),
})

/** Reads a queue's attributes. */
export async function readQueue(sqs: SQSClient, QueueUrl: string): Promise<QueueAttributes> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  const { Policy, RedrivePolicy, ...rest } = attributesSchema.parse(Attributes ?? {})
  return {
    arn: rest.QueueArn,
    visibilitySeconds: rest.VisibilityTimeout,
    retentionSeconds: rest.MessageRetentionPeriod,
    messageBytesMax: rest.MaximumMessageSize,
    policy: Policy ? parsePolicy(Policy) : undefined,
    redrive: RedrivePolicy ? redriveSchema.parse(JSON.parse(RedrivePolicy)) : undefined,
  }
}
