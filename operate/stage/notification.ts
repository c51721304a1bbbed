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

/** Where S3 sends which events of which keys. */
export interface Destination {
  readonly kind: 'queue' | 'topic' | 'function'
  readonly id: string | undefined
  readonly arn: string
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[]
  /** What the keys begin and end with; empty where any do. */
  readonly prefix: string
  readonly suffix: string
}

/** All notifications of a bucket. */
export interface NotificationConfiguration {
  readonly destinations: readonly Destination[]
  /** True where every event goes to EventBridge, too. */
  readonly eventBridge: boolean
}

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

/** True where `pattern`, such as `s3:ObjectCreated:*`, has `event` among its events. */
export function covers(pattern: string, event: string): boolean {
  return pattern === event || (pattern.endsWith('*') && event.startsWith(pattern.slice(0, -1)))
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
