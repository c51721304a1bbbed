import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Client } from 'basic-ftp'
import { z } from 'zod'
import { sdk } from './cloudinary/sdk.ts'
import type { StackDescription } from './stack-process.ts'

const assetSchema = z.object({
  asset_id: z.string(),
  public_id: z.string(),
  version: z.number(),
  created_at: z.string(),
  bytes: z.number(),
  etag: z.string(),
  secure_url: z.string(),
  url: z.string(),
  context: z.object({ custom: z.record(z.string(), z.string()) }).optional(),
  tags: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  asset_folder: z.string().optional(),
  display_name: z.string().optional(),
})
const listSchema = z.object({
  resources: z.array(z.looseObject({ public_id: z.string() })),
  next_cursor: z.string().optional(),
})
const notFoundSchema = z.object({ error: z.object({ http_code: z.literal(404) }) })

export type Asset = z.infer<typeof assetSchema>
type ResourceType = 'image' | 'raw' | 'video'
type DeliveryType = 'upload' | 'private' | 'authenticated'

export function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** The clients that a user of the local stack has. */
export class StackClients {
  readonly description: StackDescription
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly lambda: LambdaClient

  constructor(description: StackDescription) {
    this.description = description
    const { endpoint, region, accessKeyId, secretAccessKey } = description.aws
    const common = { endpoint, region, credentials: { accessKeyId, secretAccessKey } }
    this.s3 = new S3Client({ ...common, forcePathStyle: true })
    this.sqs = new SQSClient(common)
    this.lambda = new LambdaClient(common)
  }

  close(): void {
    this.s3.destroy()
    this.sqs.destroy()
    this.lambda.destroy()
  }

  async ftp(): Promise<Client> {
    const client = new Client()
    const { host, port, user, password } = this.description.ftp
    await client.access({ host, port, user, password })
    return client
  }

  async upload(path: string, bytes: Buffer): Promise<void> {
    const client = await this.ftp()
    try {
      await client.uploadFrom(Readable.from([bytes]), path)
    } finally {
      client.close()
    }
  }

  /** The asset, by the official SDK's Admin API; undefined where there is none. */
  async asset(
    publicId: string,
    resourceType: ResourceType = 'image',
    type: DeliveryType = 'upload',
  ): Promise<Asset | undefined> {
    try {
      const { api, options } = this.#cloudinary()
      return assetSchema.parse(await api.resource(publicId, { ...options, resource_type: resourceType, type }))
    } catch (thrown) {
      if (notFoundSchema.safeParse(thrown).success) return undefined
      throw thrown
    }
  }

  /** The public IDs of all assets of a type. */
  async publicIds(resourceType: ResourceType = 'image', type: DeliveryType = 'upload'): Promise<string[]> {
    const { api, options } = this.#cloudinary()
    const found: string[] = []
    for (let cursor: string | undefined, isOver = false; !isOver; isOver = cursor === undefined) {
      const next = cursor === undefined ? {} : { next_cursor: cursor }
      const page = { resource_type: resourceType, type, max_results: 500, ...next }
      const answer = listSchema.parse(await api.resources({ ...options, ...page }))
      found.push(...answer.resources.map(({ public_id }) => public_id))
      cursor = answer.next_cursor
    }
    return found
  }

  /** Defines a field of structured metadata. */
  async addMetadataField(field: { external_id: string; label: string; type: string }): Promise<void> {
    const { api, options } = this.#cloudinary()
    await api.add_metadata_field(field, options)
  }

  /** What someone does in Cloudinary's own console. */
  async destroyByHand(publicId: string): Promise<void> {
    const { options } = this.#cloudinary()
    await sdk.uploader.destroy(publicId, { ...options, invalidate: true })
  }

  /** What someone else uploads. */
  async uploadByHand(publicId: string, bytes: Buffer): Promise<void> {
    const { options } = this.#cloudinary()
    const file = `data:image/jpeg;base64,${bytes.toString('base64')}`
    await sdk.uploader.upload(file, { ...options, public_id: publicId })
  }

  /** What someone writes into the context of an asset, as `name=value|name=value`. */
  async setContextByHand(publicId: string, context: string): Promise<void> {
    const { options } = this.#cloudinary()
    await sdk.uploader.explicit(publicId, { ...options, type: 'upload', context })
  }

  /** Where the stand-in answers, its control routes included. */
  get standIn(): string {
    return this.#cloudinary().options.upload_prefix
  }

  /** Asks the stand-in's control routes: `faults` and `settings` (POST, DELETE), `statistics` (GET, DELETE). */
  async control(method: 'GET' | 'POST' | 'DELETE', route: string, body?: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) }
    const response = await fetch(`${this.standIn}/_control/${route}`, { method, ...sent })
    const text = await response.text()
    if (!response.ok) throw new Error(`the stand-in refuses ${method} ${route}: ${text}`)
    return JSON.parse(text)
  }

  /** Takes the messages out of the dead-letter queue, up to ten, and says why they are there. */
  async takeDeadLetters(): Promise<{ code?: string; reason?: string; key?: string }[]> {
    const QueueUrl = this.description.dlqUrl
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
    const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand(input))
    for (const { ReceiptHandle } of Messages) await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    return Messages.map(({ MessageAttributes: of = {} }) => {
      const [code, reason, key] = [of.RejectionCode, of.RejectionReason, of.ObjectKey].map((one) => one?.StringValue)
      return { ...(code && { code }), ...(reason && { reason }), ...(key && { key }) }
    })
  }

  /** Messages that are not done with: in the queue or in flight, and dead. */
  async depths(): Promise<{ queue: number; deadLetters: number }> {
    const { queueUrl, dlqUrl } = this.description
    const [queue, deadLetters] = await Promise.all([this.#depth(queueUrl), this.#depth(dlqUrl)])
    return { queue, deadLetters }
  }

  async #depth(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    )
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible)
  }

  #cloudinary() {
    const url = new URL(this.description.cloudinary.url)
    const options = {
      cloud_name: url.hostname,
      api_key: url.username,
      api_secret: url.password,
      upload_prefix: url.searchParams.get('upload_prefix') ?? '',
    }
    return { api: sdk.api, options }
  }
}
