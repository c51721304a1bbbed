import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { localDataFolder } from '../shared/config/local-data.ts'
import type { CloudServices } from './adapters/cloud.ts'
import { messageOf } from './trouble.ts'
import { UsageError } from './usage-error.ts'

/** The stage of the embedded stack. */
const LOCAL = 'local'

/** What the SDK's clients are made with. */
export interface ClientSettings {
  readonly region?: string
  readonly [name: string]: unknown
}

/** A stage as its own functions see it, and clients that reach it. */
export interface Stage {
  readonly name: string
  readonly bucket: string
  /** True where the stack has made the bucket, false where it was there already. */
  readonly isBucketOfStack: boolean
  readonly table: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  /** The environment of the worker: all that the deployment has told it. */
  readonly environment: Readonly<Record<string, string>>
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly dynamodb: DynamoDBClient
  readonly lambda: LambdaClient
  readonly cloudwatch: CloudWatchClient
  /** Services that only a deployed stage has, connected to when they are first asked for; undefined on the local stack. */
  cloud(): Promise<CloudServices | undefined>
  /** The name of one of the stage's functions, such as `worker`, as Lambda knows it. */
  functionName(name: string): string
  close(): void
}

const descriptionSchema = z.object({
  aws: z.object({
    endpoint: z.string(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  dynamodb: z.object({ endpoint: z.string() }),
})

const environmentSchema = z.looseObject({
  SOURCE_BUCKET: z.string(),
  EXISTING_BUCKET: z.string(),
  LEDGER_TABLE: z.string(),
  QUEUE_URL: z.string(),
  DEAD_LETTER_QUEUE_URL: z.string(),
})

/** Connects to a stage. `local` is the stack that `npm start` runs; any other is asked for its worker's environment. */
export async function connectStage(
  name: string,
  service: string,
  settings: () => Promise<ClientSettings>,
): Promise<Stage> {
  const deployed = name === LOCAL ? undefined : await settings()
  const clients = deployed ? connectDeployed(deployed) : connectLocal()
  const functionName = (short: string) => `${service}-${name}-${short}`
  const environment = await readEnvironment(name, functionName('worker'), clients.lambda)
  const cloud = lazyCloud(deployed)
  const { SOURCE_BUCKET, EXISTING_BUCKET, ...told } = parseEnvironment(name, environment)
  return {
    name,
    bucket: SOURCE_BUCKET,
    isBucketOfStack: EXISTING_BUCKET === '',
    table: told.LEDGER_TABLE,
    queueUrl: told.QUEUE_URL,
    deadLetterQueueUrl: told.DEAD_LETTER_QUEUE_URL,
    environment,
    ...clients,
    cloud: cloud.get,
    functionName,
    close: () => {
      closeAll(clients)
      cloud.close()
    },
  }
}

/** What was deployed by an earlier version may not have been told all of it. */
function parseEnvironment(stage: string, environment: Readonly<Record<string, string>>) {
  const parsed = environmentSchema.safeParse(environment)
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new UsageError(`expected the worker to know ${missing}, found nothing; run \`npx sls deploy --stage ${stage}\``)
}

/** Loads and makes the further clients once, if ever: most commands need none of them. */
function lazyCloud(settings: ClientSettings | undefined) {
  let made: CloudServices | undefined
  const get = async () => {
    if (!settings) return undefined
    const { connectCloud } = await import('./adapters/cloud.ts')
    made ??= connectCloud(settings)
    return made
  }
  return { get, close: () => made?.close() }
}

function connectLocal() {
  const file = join(localDataFolder(), 'stack.json')
  if (!existsSync(file)) {
    throw new UsageError(`expected a running local stack, found no ${file}; run \`npm start\` in another terminal`)
  }
  const { aws, dynamodb } = readDescription(file)
  const credentials = { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey }
  const common = { region: aws.region, credentials, endpoint: aws.endpoint }
  return {
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sqs: new SQSClient(common),
    lambda: new LambdaClient(common),
    cloudwatch: new CloudWatchClient(common),
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint }),
  }
}

function readDescription(file: string): z.infer<typeof descriptionSchema> {
  try {
    return descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new UsageError(
      `expected the description of a local stack in ${file}, found something else; run \`npm start\` in another terminal`,
    )
  }
}

function connectDeployed(settings: ClientSettings) {
  return {
    s3: new S3Client(settings),
    sqs: new SQSClient(settings),
    lambda: new LambdaClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    dynamodb: new DynamoDBClient(settings),
  }
}

/** Asks the worker for its environment: it has been told the names of everything else. */
async function readEnvironment(
  stage: string,
  FunctionName: string,
  lambda: LambdaClient,
): Promise<Record<string, string>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).catch((thrown) => {
    throw new UsageError(withoutWorker(stage, FunctionName, thrown))
  })
  return z.record(z.string(), z.string()).parse(Environment?.Variables ?? {})
}

/** A deploy mends a stage that is not there; it is no advice where AWS was not reached. */
function withoutWorker(stage: string, name: string, thrown: unknown): string {
  const found = messageOf(thrown)
  if (stage === LOCAL)
    return `expected the local stack to answer, found ${found}; run \`npm start\` in another terminal`
  if (thrown instanceof ResourceNotFoundException) {
    return `expected a function ${name}, found none; name another --stage or --region, or run \`npx sls deploy --stage ${stage}\``
  }
  return `expected Lambda to tell of ${name}, found ${found}; look at the credentials, the region and the network, then run it again`
}

function closeAll(clients: Readonly<Record<string, { destroy(): void }>>): void {
  for (const client of Object.values(clients)) client.destroy()
}
