import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { startAws } from './aws/start.ts'
import { startCloudinary } from './cloudinary/start.ts'
import { readDeployment } from './deployment.ts'
import { startDynamodb } from './dynamodb.ts'
import { startFtp } from './ftp/start.ts'
import { type Functions, startFunctions } from './functions.ts'
import { identify, type LocalClients, provision, putCloudinaryMarker } from './provision.ts'
import type { LocalSettings } from './settings.ts'

/** The stage of serverless.yml that the local stack is. */
const STAGE = 'local'
const CLOUD = { cloudName: 'demo', apiKey: 'key', apiSecret: 'secret' }
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

/** What stack.json says: all that a client of the local stack needs. */
export interface StackDescription {
  readonly pid: number
  readonly ftp: { readonly host: string; readonly port: number; readonly user: string; readonly password: string }
  readonly aws: {
    readonly endpoint: string
    readonly region: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }
  readonly dynamodb: { readonly endpoint: string; readonly table: string }
  readonly cloudinary: { readonly url: string }
  readonly bucket: string
  readonly queueUrl: string
  readonly dlqUrl: string
}

/** A running local stack. */
export interface LocalStack {
  readonly description: StackDescription
  stop(): Promise<void>
}

/** A port that the stack wanted is taken by someone else. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

interface Stoppable {
  stop(): Promise<void>
}

/** Starts everything, in the order in which the parts need each other; whatever fails, all that was started is stopped. */
export async function startStack(settings: LocalSettings, log: (line: string) => void): Promise<LocalStack> {
  const started: Stoppable[] = []
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop()
  }
  const run = async <Part extends Stoppable>(part: Promise<Part>): Promise<Part> => {
    started.push(await part)
    return part
  }
  try {
    const description = await startParts(settings, log, run)
    writeDescription(settings.directory, description)
    return { description, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

type Run = <Part extends Stoppable>(part: Promise<Part>) => Promise<Part>

async function startParts(settings: LocalSettings, log: (line: string) => void, run: Run): Promise<StackDescription> {
  const { ports, ftp } = settings
  if (settings.fresh) rmSync(settings.directory, { recursive: true, force: true })
  mkdirSync(settings.directory, { recursive: true })
  const deploying = readDeployment(STAGE)
  deploying.catch(() => undefined)
  const kept = (name: string) => (settings.keepsData ? { dataDirectory: join(settings.directory, name) } : {})
  const dynamodb = await run(
    onPort('DYNAMODB_PORT', ports.dynamodb, startDynamodb({ port: ports.dynamodb, ...kept('dynamodb') })),
  )
  const aws = await run(onPort('AWS_PORT', ports.aws, startAws({ port: ports.aws, ...kept('aws') })))
  const deployment = await deploying
  const { region } = deployment.provider
  const cloudinaryOptions = { ...CLOUD, aws: { endpoint: aws.endpoint, region, ...CREDENTIALS }, ...kept('cloudinary') }
  const cloudinary = await run(
    onPort('CLOUDINARY_PORT', ports.cloudinary, startCloudinary({ port: ports.cloudinary, ...cloudinaryOptions })),
  )
  const clients = await run(connect(region, aws.endpoint, dynamodb.endpoint))
  const identities = identify(deployment, aws.endpoint)
  await provision(deployment, identities, clients)
  const environment = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    CLOUDINARY_URL: cloudinary.url,
  }
  const functions = await run(startFunctions({ deployment, identities, environment, sqs: clients.sqs, log }))
  const bucket = nameOf(identities, 'SourceBucket')
  await putCloudinaryMarker(clients.s3, bucket, CLOUD.cloudName)
  await repair(functions)
  const ftpServer = await run(
    onPort('FTP_PORT', ports.ftp, startFtp({ port: ports.ftp, ...ftp, bucket, s3: clients.s3 })),
  )
  return {
    pid: process.pid,
    ftp: { host: ftpServer.host, port: ftpServer.port, ...ftp },
    aws: { endpoint: aws.endpoint, region, ...CREDENTIALS },
    dynamodb: { endpoint: dynamodb.endpoint, table: nameOf(identities, 'LedgerTable') },
    cloudinary: { url: cloudinary.url },
    bucket,
    queueUrl: nameOf(identities, 'ChangeQueue'),
    dlqUrl: nameOf(identities, 'DeadLetterQueue'),
  }
}

/** Queues live in memory: what was in flight when the last run ended is found again by a sweep, the product's own repair. */
async function repair(functions: Functions): Promise<void> {
  for (let complete = false; !complete; ) complete = await functions.sweep()
}

async function connect(region: string, aws: string, dynamodb: string): Promise<LocalClients & Stoppable> {
  const common = { region, credentials: CREDENTIALS }
  const clients = {
    s3: new S3Client({ ...common, endpoint: aws, forcePathStyle: true }),
    sqs: new SQSClient({ ...common, endpoint: aws }),
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb }),
  }
  const stop = async () => {
    for (const client of Object.values(clients)) client.destroy()
  }
  return { ...clients, stop }
}

function nameOf(identities: ReturnType<typeof identify>, resource: string): string {
  const identity = identities.get(resource)
  if (!identity) throw new Error(`expected a resource ${resource} in serverless.yml, found none`)
  return identity.ref
}

async function onPort<Part>(setting: string, port: number, starting: Promise<Part>): Promise<Part> {
  try {
    return await starting
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE')) throw thrown
    const advice = `stop what uses it, or choose another: ${setting}=0 npm start (0 means any free port)`
    throw new PortTakenError(`port ${port} (${setting}) is taken; ${advice}`)
  }
}

/** Written beside and moved into place, so that a reader never sees half of it. */
function writeDescription(directory: string, description: StackDescription): void {
  const file = join(directory, 'stack.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
