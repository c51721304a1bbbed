import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { MirroredAccount } from './account.ts'
import { startAws } from './aws/start.ts'
import { startCloudinary } from './cloudinary/start.ts'
import { dataFolderOf } from './data-folder.ts'
import { startDynamodb } from './dynamodb/start.ts'
import { LocalLambda } from './lambda/api.ts'
import type { LocalSettings } from './settings.ts'

/** The account that the Cloudinary stand-in has. */
export const CLOUD = { cloudName: 'demo', apiKey: 'key' }
/** Any credentials do: the emulators check none. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }
export const REGION = 'us-east-1'

// The request itself, not a copy of it.
const requestSchema = z.object({
  request: z.custom<{ readonly headers: Record<string, string> }>(
    (value) => typeof value === 'object' && value !== null && 'headers' in value,
  ),
})

/** A part of the stack that runs until it is stopped. */
export interface Stoppable {
  stop(): Promise<void>
}

/** Waits until a part runs, and makes sure that it is stopped with the rest. */
export type Run = <Part extends Stoppable>(part: Promise<Part>) => Promise<Part>

/** A port that the stack wanted is taken by someone else. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

/** Starts the emulators of AWS, and that of Cloudinary where no account outside is to be mirrored into. */
export async function startEmulators(settings: LocalSettings, run: Run) {
  const { ports, directory } = settings
  const folder = dataFolderOf(directory, settings.account?.cloudName)
  const kept = (name: string) => (settings.keepsData ? { dataDirectory: join(folder, name) } : {})
  const dynamodb = await run(
    onPort('DYNAMODB_PORT', ports.dynamodb, startDynamodb({ port: ports.dynamodb, ...kept('dynamodb') })),
  )
  const lambda = new LocalLambda()
  // The console starts last, and may be at any port.
  const shown: { consoleUrl?: string } = {}
  const declare = lambda.register.bind(lambda)
  const functionMetric = lambda.metric.bind(lambda)
  const options = { port: ports.aws, declare, functionMetric, keepsQueue: isDeadLetterQueue, ...kept('aws') }
  const aws = await run(onPort('AWS_PORT', ports.aws, startAws(options)))
  const source = { endpoint: aws.endpoint, region: REGION, ...CREDENTIALS }
  const startStandIn = async (): Promise<MirroredAccount> => {
    const { apiSecret } = settings
    const where = { consoleUrl: () => shown.consoleUrl, aws: source, ...kept('cloudinary') }
    const options = { port: ports.cloudinary, ...CLOUD, apiSecret, ...where }
    const { url, origin } = await run(onPort('CLOUDINARY_PORT', ports.cloudinary, startCloudinary(options)))
    return { url, cloudName: CLOUD.cloudName, isStandIn: true, origin }
  }
  return { dynamodb, aws, account: settings.account ?? (await startStandIn()), lambda, shown }
}

/** What waits for someone is kept; of all other changes the sweep at the next start finds those that were in flight. */
function isDeadLetterQueue(name: string): boolean {
  return name.endsWith('-dead-letters')
}

/** What startEmulators has started. */
export type Emulators = Awaited<ReturnType<typeof startEmulators>>

/** What the functions' environment has in place of AWS's own variables and of the secrets. */
export function emulatorEnvironment({ aws, dynamodb, account }: Emulators): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    CLOUDINARY_URL: account.url,
    // Cloudinary reaches neither a bucket nor a webhook on this machine.
    ...(account.isStandIn ? {} : { OBJECT_TRANSFER: 'stream', WEBHOOK_URL: '' }),
    // Who can read the local table can read the files.
    PASSWORD_COST: '12',
  }
}

/** Clients that reach the emulators. */
export interface LocalClients extends Stoppable {
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly dynamodb: DynamoDBClient
}

/** Connects to the emulators. */
export async function connectClients({ aws, dynamodb }: Emulators): Promise<LocalClients> {
  // A copy: the SDK writes into what it is given.
  const common = { region: REGION, credentials: { ...CREDENTIALS } }
  const clients = {
    s3: withoutPayloadHash(
      new S3Client({
        ...common,
        endpoint: aws.endpoint,
        forcePathStyle: true,
        // To ask first whether a body is wanted takes a connection of its own for each part.
        expectContinueHeader: false,
        // Nothing gets lost within a process, and what comes without a checksum gets one of the whole from S3, in parts too.
        requestChecksumCalculation: 'WHEN_REQUIRED',
      }),
    ),
    sqs: new SQSClient({ ...common, endpoint: aws.endpoint }),
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint }),
  }
  const stop = async () => {
    for (const client of Object.values(clients)) client.destroy()
  }
  return { ...clients, stop }
}

// Signing a body takes the SDK another pass over all bytes of it, and the local S3 checks no signatures.
function withoutPayloadHash(s3: S3Client): S3Client {
  s3.middlewareStack.add(
    (next) => (args) => {
      const { request } = requestSchema.parse(args)
      request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
      return next(args)
    },
    { step: 'build', name: 'withoutPayloadHash' },
  )
  return s3
}

/** Waits for a server to start; if its port is taken, says which setting chooses another. */
export async function onPort<Part>(setting: string, port: number, starting: Promise<Part>): Promise<Part> {
  try {
    return await starting
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE')) throw thrown
    const advice = `Stop what uses it, or choose another port: ${setting}=0 npm start (0 means any free one).`
    throw new PortTakenError(`Port ${port} is taken (${setting}). ${advice}`)
  }
}
