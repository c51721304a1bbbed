import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  type Event,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type LocalAws, startAws } from '../../../local/aws/start.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'

export const bucket = 'the-bucket'

export interface Aws extends LocalAws {
  readonly s3: S3Client
  readonly sqs: SQSClient
}

/** Clients of a started local AWS; their stop() stops it, too. */
export async function connect(
  options: { dataDirectory?: string; keepsQueue?: (name: string) => boolean } = {},
): Promise<Aws> {
  const aws = await startAws({ port: 0, ...options })
  const common = {
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  }
  const s3 = new S3Client({ ...common, forcePathStyle: true })
  const sqs = new SQSClient(common)
  const stop = async () => {
    await aws.stop()
    s3.destroy()
    sqs.destroy()
  }
  return { ...aws, s3, sqs, stop }
}

/** A local AWS for the tests of one describe block, with one bucket. */
export function useAws(options: { dataDirectory?: () => string } = {}): () => Aws {
  let aws: Aws | undefined
  const current = () => {
    if (!aws) throw new Error('The local AWS is started before the tests, not while they are declared.')
    return aws
  }
  before(async () => {
    aws = await connect(options.dataDirectory ? { dataDirectory: options.dataDirectory() } : {})
    await aws.s3.send(new CreateBucketCommand({ Bucket: bucket }))
  })
  after(() => aws?.stop())
  return current
}

/** A directory that is removed after the tests of one describe block. */
export function useDirectory(): () => string {
  const directory = temporaryFolder('local-aws')
  after(() => removeFolder(directory))
  return () => directory
}

export function arnOf(queueName: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${queueName}`
}

export async function createQueue(aws: Aws, name: string, attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await aws.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
  if (!QueueUrl) throw new Error('no queue URL')
  return QueueUrl
}

/** Points a bucket at a queue and swallows the test event. */
export async function notify(
  aws: Aws,
  queueUrl: string,
  events: Event[],
  options: { readonly bucket?: string; readonly rules?: { Name: 'prefix' | 'suffix'; Value: string }[] } = {},
): Promise<void> {
  const configuration = {
    Id: 'the-id',
    QueueArn: arnOf(queueUrl.split('/').at(-1) ?? ''),
    Events: events,
    ...(options.rules && { Filter: { Key: { FilterRules: options.rules } } }),
  }
  await aws.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: options.bucket ?? bucket,
      NotificationConfiguration: { QueueConfigurations: [configuration] },
    }),
  )
  await takeBodies(aws, queueUrl)
}

/** Takes all visible messages away and returns their bodies. */
export async function takeBodies(aws: Aws, queueUrl: string): Promise<string[]> {
  const bodies: string[] = []
  for (;;) {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    )
    if (Messages.length === 0) return bodies
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body)
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }))
    }
  }
}

export interface EventRecord {
  readonly eventName: string
  readonly eventTime: string
  readonly s3: {
    readonly configurationId: string
    readonly object: {
      readonly key: string
      readonly size?: number
      readonly eTag?: string
      readonly sequencer?: string
    }
  }
}

/** Takes the records of all events that have arrived. */
export async function takeEvents(aws: Aws, queueUrl: string): Promise<EventRecord[]> {
  const bodies = await takeBodies(aws, queueUrl)
  return bodies.flatMap((body): EventRecord[] => JSON.parse(body).Records)
}

/** Each event as one string, for example "ObjectCreated:Put a.txt". */
export async function takeEventLines(aws: Aws, queueUrl: string): Promise<string[]> {
  return (await takeEvents(aws, queueUrl)).map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`)
}

/** The content of an object. */
export async function contentOf(aws: Aws, key: string): Promise<string> {
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  return (await Body?.transformToString()) ?? ''
}

/** The name of the error with which a promise rejects. */
export async function errorOf(promise: Promise<unknown>): Promise<{ name: string; message: string; status?: number }> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { name, message } = error
    const status = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined
    return status === undefined ? { name, message } : { name, message, status }
  }
  throw new Error('It was expected to fail.')
}

/** The files beneath a directory, by their paths within it. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(directory, file)).isFile(),
  )
}
