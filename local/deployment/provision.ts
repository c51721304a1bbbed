import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { LocalClients } from '../emulators.ts'
import type { Deployment } from './deployment.ts'
import { type ResourceIdentity, resolveIntrinsics } from './intrinsics.ts'
import { createTable } from './table.ts'

/** The account ID of the emulators. */
export const LOCAL_ACCOUNT = '000000000000'

/** The names of the template's resources on the emulators. */
export type Identities = ReadonlyMap<string, ResourceIdentity>

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const named = {
  bucket: z.looseObject({ BucketName: z.string() }),
  queue: z.looseObject({ QueueName: z.string() }),
  table: z.looseObject({ TableName: z.string() }),
}
const bucketSchema = named.bucket.extend({
  NotificationConfiguration: z.object({
    QueueConfigurations: z.array(z.strictObject({ Event: z.string(), Queue: z.string() })),
  }),
})
const bucketPolicySchema = z.object({ Bucket: z.string(), PolicyDocument: z.unknown() })
const queuePolicySchema = z.object({ Queues: z.array(z.string()), PolicyDocument: z.unknown() })
const queueSchema = z.strictObject({
  QueueName: z.string(),
  SqsManagedSseEnabled: text,
  MaximumMessageSize: text,
  MessageRetentionPeriod: text,
  VisibilityTimeout: text.optional(),
  ReceiveMessageWaitTimeSeconds: text.optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  RedriveAllowPolicy: z
    .object({ redrivePermission: z.literal('byQueue') })
    .loose()
    .optional(),
})

/** What Ref and GetAtt of the template's resources return on the emulators. */
export function identify(deployment: Deployment, awsEndpoint: string): Identities {
  const { region } = deployment.provider
  const pseudo = { 'AWS::AccountId': LOCAL_ACCOUNT, 'AWS::Region': region, 'AWS::Partition': 'aws' }
  const identities = new Map<string, ResourceIdentity>()
  for (const [name, ref] of Object.entries(pseudo)) identities.set(name, { ref, attributes: {} })
  for (const [name, { Type, Properties }] of Object.entries(deployment.resources.Resources)) {
    const properties = resolveNames(Properties, identities)
    if (Type === 'AWS::S3::Bucket') {
      const { BucketName } = named.bucket.parse(properties)
      identities.set(name, { ref: BucketName, attributes: { Arn: `arn:aws:s3:::${BucketName}` } })
    } else if (Type === 'AWS::SQS::Queue') {
      const { QueueName } = named.queue.parse(properties)
      const ref = `${awsEndpoint}/${LOCAL_ACCOUNT}/${QueueName}`
      identities.set(name, { ref, attributes: { Arn: `arn:aws:sqs:${region}:${LOCAL_ACCOUNT}:${QueueName}` } })
    } else if (Type === 'AWS::DynamoDB::Table') {
      const { TableName } = named.table.parse(properties)
      identities.set(name, { ref: TableName, attributes: {} })
    } else if (Type === 'AWS::IAM::Role') {
      // Nothing here asks a role what it allows.
      identities.set(name, { ref: name, attributes: { Arn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name}` } })
    }
  }
  return identities
}

/** Only the names: other properties may refer to resources that are not known yet. */
function resolveNames(properties: Record<string, unknown>, identities: Identities): Record<string, unknown> {
  const names = Object.entries(properties).filter(([name]) => name.endsWith('Name'))
  return Object.fromEntries(names.map(([name, value]) => [name, resolveIntrinsics(value, identities)]))
}

const ORDER = [
  ['AWS::DynamoDB::Table', createTable],
  ['AWS::SQS::Queue', createQueue],
  ['AWS::SQS::QueuePolicy', putQueuePolicy],
  ['AWS::S3::Bucket', createBucket],
  ['AWS::S3::BucketPolicy', putBucketPolicy],
] as const

/** Makes the template's tables, queues, bucket, policy and notification on the emulators, where they do not exist yet. */
export async function provision(deployment: Deployment, identities: Identities, clients: LocalClients): Promise<void> {
  for (const [type, create] of ORDER) {
    const resources = Object.values(deployment.resources.Resources).filter(({ Type }) => Type === type)
    // A queue names its dead-letter queue, which must exist before it.
    const byDependency = resources.sort(
      (a, b) => Number('RedrivePolicy' in a.Properties) - Number('RedrivePolicy' in b.Properties),
    )
    for (const { Properties } of byDependency) await create(resolveIntrinsics(Properties, identities), clients)
  }
}

/** Puts the marker that allows a Cloudinary account to read the bucket. */
export async function putCloudinaryMarker(s3: S3Client, bucket: string, cloudName: string): Promise<void> {
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: `.wellknown/cloudinary/${cloudName}`, Body: new Uint8Array() }),
  )
}

async function createQueue(properties: unknown, { sqs }: LocalClients): Promise<void> {
  const { QueueName, RedrivePolicy, ...given } = queueSchema.parse(properties)
  // The emulator encrypts nothing, and lets any queue name any other as its dead-letter queue.
  const { SqsManagedSseEnabled: _, RedriveAllowPolicy: __, ...attributes } = given
  const Attributes = {
    ...Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  }
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
}

/** Stored for operators to read; the emulator does not enforce it. */
async function putQueuePolicy(properties: unknown, { sqs }: LocalClients): Promise<void> {
  const { Queues, PolicyDocument } = queuePolicySchema.parse(properties)
  const Attributes = { Policy: JSON.stringify(PolicyDocument) }
  for (const QueueUrl of Queues) await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
}

async function createBucket(properties: unknown, { s3 }: LocalClients): Promise<void> {
  const { BucketName, NotificationConfiguration } = bucketSchema.parse(properties)
  try {
    await s3.send(new CreateBucketCommand({ Bucket: BucketName }))
  } catch (thrown) {
    if (!(thrown instanceof BucketAlreadyOwnedByYou)) throw thrown
  }
  const QueueConfigurations = NotificationConfiguration.QueueConfigurations.map(({ Event, Queue }) => ({
    QueueArn: Queue,
    Events: [Event as Event],
  }))
  const input = { Bucket: BucketName, NotificationConfiguration: { QueueConfigurations } }
  await s3.send(new PutBucketNotificationConfigurationCommand(input))
}

async function putBucketPolicy(properties: unknown, { s3 }: LocalClients): Promise<void> {
  const { Bucket, PolicyDocument } = bucketPolicySchema.parse(properties)
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(PolicyDocument) }))
}
