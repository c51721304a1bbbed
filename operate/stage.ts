import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { localDataFolder } from '../shared/config/local-data.ts'
import { UsageError } from './command.ts'

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
  const clients = name === LOCAL ? connectLocal() : connectDeployed(await settings())
  const functionName = (short: string) => `${service}-${name}-${short}`
  const environment = await readEnvironment(name, functionName('worker'), clients.lambda)
  const { SOURCE_BUCKET, LEDGER_TABLE, QUEUE_URL, DEAD_LETTER_QUEUE_URL } = environmentSchema.parse(environment)
  return {
    name,
    bucket: SOURCE_BUCKET,
    table: LEDGER_TABLE,
    queueUrl: QUEUE_URL,
    deadLetterQueueUrl: DEAD_LETTER_QUEUE_URL,
    environment,
    ...clients,
    functionName,
    close: () => closeAll(clients),
  }
}

function connectLocal() {
  const file = join(localDataFolder(), 'stack.json')
  if (!existsSync(file)) {
    throw new UsageError(`expected a running local stack, found no ${file}; run \`npm start\` in another terminal`)
  }
  const { aws, dynamodb } = descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
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
    const found = thrown instanceof Error ? thrown.message : String(thrown)
    const advice = stage === LOCAL ? 'npm start' : `npx sls deploy --stage ${stage}`
    throw new UsageError(`expected a function ${FunctionName}: ${found}; run \`${advice}\``)
  })
  return z.record(z.string(), z.string()).parse(Environment?.Variables ?? {})
}

function closeAll(clients: Readonly<Record<string, { destroy(): void }>>): void {
  for (const client of Object.values(clients)) client.destroy()
}
