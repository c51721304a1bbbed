import {
  type Event,
  type FilterRule,
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
  type NotificationConfiguration as Written,
} from '@aws-sdk/client-s3'
import { z } from 'zod'
import type { Destination, NotificationConfiguration } from '../connect/notification.ts'

/** What the SDK knows of one configuration, whatever its destination. */
interface Configuration {
  readonly Id?: string | undefined
  readonly Events: readonly string[] | undefined
  readonly Filter?:
    | { readonly Key?: { readonly FilterRules?: readonly FilterRule[] | undefined } | undefined }
    | undefined
}

/** The SDK's list of events is older than S3's: whatever S3 has answered may be sent back. */
const events = z.array(z.custom<Event>((name) => typeof name === 'string' && name.startsWith('s3:')))

/** Reads all notifications of a bucket. */
export async function readNotification(s3: S3Client, Bucket: string): Promise<NotificationConfiguration> {
  return fromWritten(await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })))
}

/** Replaces all notifications of a bucket. S3 sends a test event to each destination. */
export async function putNotification(
  s3: S3Client,
  Bucket: string,
  configuration: NotificationConfiguration,
): Promise<void> {
  const input = { Bucket, NotificationConfiguration: toWritten(configuration) }
  await s3.send(new PutBucketNotificationConfigurationCommand(input))
}

function fromWritten(written: GetBucketNotificationConfigurationCommandOutput): NotificationConfiguration {
  const { QueueConfigurations = [], TopicConfigurations = [], LambdaFunctionConfigurations = [] } = written
  return {
    destinations: [
      ...QueueConfigurations.map((one) => fromConfiguration('queue', one.QueueArn, one)),
      ...TopicConfigurations.map((one) => fromConfiguration('topic', one.TopicArn, one)),
      ...LambdaFunctionConfigurations.map((one) => fromConfiguration('function', one.LambdaFunctionArn, one)),
    ],
    eventBridge: written.EventBridgeConfiguration !== undefined,
  }
}

function fromConfiguration(
  kind: Destination['kind'],
  arn = '',
  { Id, Events = [], Filter }: Configuration,
): Destination {
  const rules = Filter?.Key?.FilterRules ?? []
  // S3 answers with capitals, whatever it was given.
  const ruleOf = (name: string) => rules.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? ''
  return { kind, id: Id, arn, events: Events, prefix: ruleOf('prefix'), suffix: ruleOf('suffix') }
}

function toWritten({ destinations, eventBridge }: NotificationConfiguration): Written {
  const of = (kind: Destination['kind']) => destinations.filter((destination) => destination.kind === kind)
  return {
    QueueConfigurations: of('queue').map((one) => ({ QueueArn: one.arn, ...toConfiguration(one) })),
    TopicConfigurations: of('topic').map((one) => ({ TopicArn: one.arn, ...toConfiguration(one) })),
    LambdaFunctionConfigurations: of('function').map((one) => ({
      LambdaFunctionArn: one.arn,
      ...toConfiguration(one),
    })),
    ...(eventBridge ? { EventBridgeConfiguration: {} } : {}),
  }
}

function toConfiguration({ id, events: names, prefix, suffix }: Destination) {
  const FilterRules: FilterRule[] = [
    ...(prefix === '' ? [] : [{ Name: 'prefix' as const, Value: prefix }]),
    ...(suffix === '' ? [] : [{ Name: 'suffix' as const, Value: suffix }]),
  ]
  return {
    ...(id === undefined ? {} : { Id: id }),
    Events: events.parse(names),
    ...(FilterRules.length === 0 ? {} : { Filter: { Key: { FilterRules } } }),
  }
}
