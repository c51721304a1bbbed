import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3'
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import type { LedgerTable } from '../../shared/composition/ledger.ts'
import { composeTable } from '../../shared/composition/table.ts'
import { encodeEventKey } from '../../shared/event/key.ts'
import { eventually } from '../support/eventually.ts'
import { jpeg } from './pictures.ts'
import { type Asset, md5, StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'
import { type Statistics, statisticsSchema } from './statistics.ts'

type Settings = Readonly<Record<string, string>>

/** A local stack with its clients, and what tests do with it again and again. */
export class TestStack {
  readonly process = new StackProcess()
  #clients: StackClients | undefined

  /** The clients of the stack that runs. */
  get clients(): StackClients {
    if (!this.#clients) throw new Error('the stack is started before the tests, not while they are declared')
    return this.#clients
  }

  get bucket(): string {
    return this.clients.description.bucket
  }

  async start(settings: Settings = {}, flags: readonly string[] = []): Promise<void> {
    this.#clients = new StackClients(await this.process.start(settings, flags))
  }

  /** Ends it, and keeps its data for another start. */
  async end(signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.#clients?.close()
    this.#clients = undefined
    return await this.process.end(signal)
  }

  async remove(): Promise<void> {
    await this.end()
    await this.process.remove()
  }

  async put(Key: string, Body: Buffer = jpeg(Key), more: Partial<PutObjectCommandInput> = {}): Promise<void> {
    await this.clients.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ...more }))
  }

  async copy(from: string, Key: string): Promise<void> {
    const CopySource = encodeURIComponent(`${this.bucket}/${from}`)
    await this.clients.s3.send(new CopyObjectCommand({ Bucket: this.bucket, Key, CopySource }))
  }

  async delete(Key: string): Promise<void> {
    await this.clients.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }))
  }

  /** What is written meanwhile, S3 tells nobody of. */
  async unnoticed(write: () => Promise<unknown>): Promise<void> {
    const { s3 } = this.clients
    const Bucket = this.bucket
    const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    const set = (NotificationConfiguration: object) =>
      s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
    await set({})
    await write()
    await set({ QueueConfigurations })
  }

  /** A record as S3 sends it, of this bucket. */
  record(eventName: string, key: string, object: object = {}): object {
    const s3 = { bucket: { name: this.bucket }, object: { key: encodeEventKey(key), ...object } }
    return { eventVersion: '2.1', eventName, s3 }
  }

  /** Puts a message into the change queue: text, or records. */
  async send(content: string | readonly object[]): Promise<void> {
    const { sqs, description } = this.clients
    const MessageBody = typeof content === 'string' ? content : JSON.stringify({ Records: content })
    await sqs.send(new SendMessageCommand({ QueueUrl: description.queueUrl, MessageBody }))
  }

  /** Empties both queues, of what is hidden in them too. */
  async forgetMessages(): Promise<void> {
    const { sqs, description } = this.clients
    for (const QueueUrl of [description.queueUrl, description.dlqUrl])
      await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  }

  /** Waits until the queue is empty, nothing is in flight, and so many dead letters are there. */
  async quiet(deadLetters = 0): Promise<void> {
    await eventually(`an empty queue and ${deadLetters} dead letters`, async () =>
      expect(await this.clients.depths()).to.deep.equal({ queue: 0, deadLetters }),
    )
  }

  /** The asset, once it has these bytes. */
  async arrived(publicId: string, bytes: Buffer): Promise<Asset> {
    return await eventually(`the asset ${publicId}`, async () => {
      const asset = await this.clients.asset(publicId)
      if (!asset) throw new Error('there is no asset')
      expect(asset).to.include({ etag: md5(bytes), bytes: bytes.length })
      return asset
    })
  }

  /** Waits until the ledger knows that the key has these bytes: what then happens to the key can be told from something new. */
  async recorded(key: string, bytes: Buffer): Promise<void> {
    await this.#withTable(({ ledger }) =>
      eventually(`the record of ${key}`, async () => {
        const { entry } = await ledger.read(key)
        const applied = entry.applied.state === 'asset' ? entry.applied.content.md5 : undefined
        expect({ applied, attempt: entry.attempt }).to.deep.equal({ applied: md5(bytes), attempt: undefined })
      }),
    )
  }

  /** Waits until there is no such asset. */
  async gone(publicId: string): Promise<void> {
    await eventually(`no asset ${publicId}`, async () => expect(await this.clients.asset(publicId)).to.equal(undefined))
  }

  /** The public IDs of the images whose public IDs begin so. */
  async images(prefix: string): Promise<string[]> {
    return (await this.clients.publicIds()).filter((publicId) => publicId.startsWith(prefix)).sort()
  }

  /** What has been asked of the stand-in since its start, or since that was forgotten. */
  async statistics(): Promise<Statistics> {
    return statisticsSchema.parse(await this.clients.control('GET', 'statistics'))
  }

  /** Ends delivery to the worker, as an operator's pause does: a breaker that is tended, by the minute, leaves it so. */
  async pause(): Promise<void> {
    await this.#withTable(({ breaker }) => breaker.pause('a test'))
    await this.deliver(false)
  }

  async resume(): Promise<void> {
    await this.#withTable(({ breaker }) => breaker.resume())
    await this.deliver(true)
  }

  /** Switches delivery; to be switched off for longer it has to be paused, too. */
  async deliver(Enabled: boolean): Promise<void> {
    const UUID = await this.mappingId()
    await this.clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))
  }

  async mappingId(): Promise<string> {
    const FunctionName = this.functionName('worker')
    const { EventSourceMappings = [] } = await this.clients.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    )
    expect(EventSourceMappings).to.have.length(1)
    return EventSourceMappings[0]?.UUID ?? ''
  }

  functionName(name: string): string {
    return `ftp-api-for-cloudinary-local-${name}`
  }

  async #withTable(use: (table: LedgerTable) => Promise<unknown>): Promise<void> {
    const { aws, dynamodb } = this.clients.description
    const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: aws.region, credentials: aws })
    try {
      await use(composeTable({ table: dynamodb.table, bucket: this.bucket }, client))
    } finally {
      client.destroy()
    }
  }

  /** The lines that the functions have printed; none with --memory. */
  log(): string[] {
    return readFileSync(join(this.process.directory, 'stack.log'), 'utf8').split('\n')
  }
}

/** A stack that runs while the tests of a describe block do. */
export function useStack(settings: Settings = {}, flags: readonly string[] = []): TestStack {
  const stack = new TestStack()
  before(() => stack.start(settings, flags))
  after(() => stack.remove())
  return stack
}
