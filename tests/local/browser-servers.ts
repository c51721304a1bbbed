import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { startDynamodb } from '../../local/dynamodb/start.ts'
import { serveFunctionUrl } from '../../local/lambda/function-url.ts'
import { bucket, connect } from './aws/support.ts'
import { start } from './cloudinary/support.ts'

/** One request, but for what says who sends it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server of the local stack, with a request that only reads, and one that changes something. */
export interface GuardedServer {
  readonly port: number
  readonly reading: Asked
  readonly changing: Asked
  /** Whether the changing request has had an effect. */
  hasChanged(): Promise<boolean>
  stop(): Promise<void>
}

const portOf = (url: string) => Number(new URL(url).port)
/** Every server for programs that the local stack starts and that speaks HTTP, by what it is. */
export const SERVERS: Readonly<Record<string, () => Promise<GuardedServer>>> = {
  async S3() {
    const { port, stop, s3 } = await connect()
    await fetch(`http://127.0.0.1:${port}/${bucket}`, { method: 'PUT' })
    const hasChanged = async () =>
      s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'planted.txt' })).then(
        () => true,
        () => false,
      )
    const changing = { method: 'PUT', path: `/${bucket}/planted.txt`, body: 'planted' }
    return { port, reading: { method: 'GET', path: `/${bucket}?list-type=2` }, changing, hasChanged, stop }
  },
  async SQS() {
    const { port, stop, sqs } = await connect()
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' }
    const changing = { method: 'POST', path: '/', headers, body: '{"QueueName":"planted"}' }
    const hasChanged = async () => ((await sqs.send(new ListQueuesCommand())).QueueUrls ?? []).length > 0
    return { port, reading: { method: 'GET', path: '/health' }, changing, hasChanged, stop }
  },
  async DynamoDB() {
    const { endpoint, stop } = await startDynamodb({ port: 0 })
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
    const authorization =
      'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any'
    const headers = {
      ...{ authorization, 'x-amz-date': '20260101T000000Z', 'content-type': 'application/x-amz-json-1.0' },
      'x-amz-target': 'DynamoDB_20120810.CreateTable',
    }
    const table = {
      TableName: 'planted',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    }
    return {
      port: portOf(endpoint),
      reading: { method: 'GET', path: '/' },
      changing: { method: 'POST', path: '/', headers, body: JSON.stringify(table) },
      hasChanged: async () => ((await client.send(new ListTablesCommand())).TableNames ?? []).length > 0,
      async stop() {
        client.destroy()
        await stop()
      },
    }
  },
  async 'the Cloudinary stand-in'() {
    const { port, origin, stop } = await start()
    const path = '/_control/faults'
    const hasChanged = async () => (await (await fetch(`${origin}${path}`)).text()).includes('planted')
    const body = JSON.stringify({ failNext: [{ status: 500, message: 'planted' }] })
    return { port, reading: { method: 'GET', path }, changing: { method: 'POST', path, body }, hasChanged, stop }
  },
  async "a function's URL"() {
    let count = 0
    const { url, stop } = await serveFunctionUrl(async (event) => {
      if (JSON.stringify(event).includes('"POST"')) count++
      return { status: 'returned', value: { statusCode: 200 } }
    })
    const changing = { method: 'POST', path: '/', body: '{}' }
    return {
      port: portOf(url),
      reading: { method: 'GET', path: '/' },
      changing,
      hasChanged: async () => count > 0,
      stop,
    }
  },
}
