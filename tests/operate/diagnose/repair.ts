import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { Stage } from '../../../operate/stage/stage.ts'

const ENDING = 'ending-delivery'
const MARKER = '.wellknown/cloudinary/demo'
const KEPT = ['Policy', 'RedrivePolicy', 'VisibilityTimeout', 'MessageRetentionPeriod', 'MaximumMessageSize'] as const
type Attributes = Partial<Record<(typeof KEPT)[number], string>>
const statementsSchema = z.object({ Statement: z.array(z.record(z.string(), z.unknown())) })

/** Breaks parts of a stage, and knows how they were. */
export class Breaker {
  readonly #stage: Stage
  readonly notification: NotificationConfiguration
  readonly policy: string
  readonly queue: Attributes

  private constructor(stage: Stage, notification: NotificationConfiguration, policy: string, queue: Attributes) {
    this.#stage = stage
    this.notification = notification
    this.policy = policy
    this.queue = queue
  }

  static async of(stage: Stage): Promise<Breaker> {
    const { s3, sqs, bucket: Bucket, queueUrl: QueueUrl } = stage
    const { $metadata: _, ...notification } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    const kept = Object.fromEntries(KEPT.map((name) => [name, Attributes[name] ?? '']))
    return new Breaker(stage, notification, Policy, kept)
  }

  /** Puts everything back. */
  async repair(): Promise<void> {
    const { s3, bucket: Bucket } = this.#stage
    await s3.send(new CreateBucketCommand({ Bucket })).catch(() => undefined)
    await s3.send(new PutObjectCommand({ Bucket, Key: MARKER, Body: new Uint8Array() }))
    await this.setPolicy(this.policy)
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: this.notification }),
    )
    await this.setQueue(this.queue)
    await this.enable(true)
  }

  /** Changes each configuration of the notification. */
  async renotify(change: (one: QueueConfiguration) => QueueConfiguration[]): Promise<undefined> {
    const QueueConfigurations = (this.notification.QueueConfigurations ?? []).flatMap(change)
    const input = { Bucket: this.#stage.bucket, NotificationConfiguration: { QueueConfigurations } }
    await this.#stage.s3.send(new PutBucketNotificationConfigurationCommand(input))
  }

  async setPolicy(Policy: string | undefined): Promise<undefined> {
    const { s3, bucket: Bucket } = this.#stage
    if (Policy === undefined) await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    else await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  }

  async setQueue(attributes: Attributes): Promise<undefined> {
    const { sqs, queueUrl: QueueUrl } = this.#stage
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { ...attributes } }))
  }

  /** Changes each statement of the queue's policy. */
  async repolicy(change: (statement: Record<string, unknown>) => Record<string, unknown>): Promise<undefined> {
    const policy = statementsSchema.parse(JSON.parse(this.queue.Policy ?? ''))
    await this.setQueue({ Policy: JSON.stringify({ ...policy, Statement: policy.Statement.map(change) }) })
  }

  async removeMarker(): Promise<undefined> {
    await this.#stage.s3.send(new DeleteObjectCommand({ Bucket: this.#stage.bucket, Key: MARKER }))
  }

  async removeBucket(): Promise<undefined> {
    await this.removeMarker()
    await this.#stage.s3.send(new DeleteBucketCommand({ Bucket: this.#stage.bucket }))
  }

  /** Ends delivery, and ends it again before each look at it: the stage's own breaker begins it by the minute. */
  async endDelivery(): Promise<undefined> {
    const { lambda } = this.#stage
    const UUID = await this.enable(false)
    lambda.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const isLook = commandName === 'ListEventSourceMappingsCommand'
          if (isLook) await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
          return next(args)
        },
      { step: 'initialize', name: ENDING, override: true },
    )
  }

  /** Switches the event source mapping, and says its id. */
  async enable(Enabled: boolean): Promise<string> {
    const { lambda } = this.#stage
    lambda.middlewareStack.remove(ENDING)
    const FunctionName = this.#stage.functionName('worker')
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
    const UUID = EventSourceMappings?.[0]?.UUID ?? ''
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))
    return UUID
  }
}
