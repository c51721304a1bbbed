import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
  /** Undefined for the local stack, which has no Lambda service. */
  readonly lambda: LambdaClient | undefined
  close(): void
}

const descriptionSchema = z.object({
  aws: z.object({
    endpoint: z.string(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  dynamodb: z.object({ endpoint: z.string(), table: z.string() }),
  cloudinary: z.object({ url: z.string() }),
  bucket: z.string(),
  queueUrl: z.string(),
  dlqUrl: z.string(),
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
  return name === LOCAL ? connectLocal() : connectDeployed(name, service, await settings())
}

function connectLocal(): Stage {
  const file = join(localDataFolder(), 'stack.json')
  if (!existsSync(file)) {
    throw new UsageError(`expected a running local stack, found no ${file}; run \`npm start\` in another terminal`)
  }
  const { aws, dynamodb, cloudinary, bucket, queueUrl, dlqUrl } = descriptionSchema.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  )
  const credentials = { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey }
  const common = { region: aws.region, credentials, endpoint: aws.endpoint }
  const ends = { bucket, table: dynamodb.table, queueUrl, deadLetterQueueUrl: dlqUrl }
  const clients = {
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sqs: new SQSClient(common),
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint }),
    lambda: undefined,
  }
  const environment = { CLOUDINARY_URL: cloudinary.url }
  return { name: LOCAL, ...ends, environment, ...clients, close: () => closeAll(clients) }
}

async function connectDeployed(name: string, service: string, settings: ClientSettings): Promise<Stage> {
  const lambda = new LambdaClient(settings)
  const FunctionName = `${service}-${name}-worker`
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).catch((thrown) => {
    const found = thrown instanceof Error ? thrown.message : String(thrown)
    throw new UsageError(
      `expected a deployed function ${FunctionName}: ${found}; run \`npx sls deploy --stage ${name}\``,
    )
  })
  const environment = z.record(z.string(), z.string()).parse(Environment?.Variables ?? {})
  const variables = environmentSchema.parse(environment)
  const clients = {
    s3: new S3Client(settings),
    sqs: new SQSClient(settings),
    dynamodb: new DynamoDBClient(settings),
    lambda,
  }
  const ends = {
    bucket: variables.SOURCE_BUCKET,
    table: variables.LEDGER_TABLE,
    queueUrl: variables.QUEUE_URL,
    deadLetterQueueUrl: variables.DEAD_LETTER_QUEUE_URL,
  }
  return { name, ...ends, environment, ...clients, close: () => closeAll(clients) }
}

function closeAll(clients: Readonly<Record<string, { destroy(): void } | undefined>>): void {
  for (const client of Object.values(clients)) client?.destroy()
}
