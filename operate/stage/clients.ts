import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ACMClient } from '@aws-sdk/client-acm'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { KMSClient } from '@aws-sdk/client-kms'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { S3Client } from '@aws-sdk/client-s3'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { STSClient } from '@aws-sdk/client-sts'
import type { TransferClient } from '@aws-sdk/client-transfer'
import { z } from 'zod'
import { originOf } from '../../shared/config/dotenv.ts'
import { localDataFolder } from '../../shared/config/local-data.ts'
import { UsageError } from '../cli/usage-error.ts'
import { lazily, sdk } from './sdks.ts'

/** The stage of the embedded stack. */
export const LOCAL = 'local'

/** What the SDK's clients are made with. */
export interface ClientOptions {
  readonly region?: string
  readonly [name: string]: unknown
}

/** Clients of the services that every stage has, each loaded and made when it is first asked for. */
export interface StageClients {
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly dynamodb: DynamoDBClient
  readonly lambda: LambdaClient
  readonly cloudwatch: CloudWatchClient
}

/** What has to be closed in the end. */
interface Closing {
  close(): void
}

/** Clients of the services that only a deployed stage has. */
export interface CloudClients extends Closing {
  readonly region: string | undefined
  readonly sts: STSClient
  readonly secretsManager: SecretsManagerClient
  readonly sns: SNSClient
  readonly kms: KMSClient
  readonly logs: CloudWatchLogsClient
  readonly transfer: TransferClient
  readonly acm: ACMClient
}

const descriptionSchema = z.object({
  aws: z.object({
    endpoint: z.string(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  dynamodb: z.object({ endpoint: z.string() }),
  cloudinary: z.object({ url: z.string() }),
})

/** Clients that reach AWS. */
export function deployedClients(options: ClientOptions): StageClients & Closing {
  return stageClients({ options, s3: options, dynamodb: options })
}

/** What of the local stack's description says where it is. */
export type LocalDescription = z.infer<typeof descriptionSchema>

/** Clients that reach the local stack, which must be running: it says where it is. */
export function localClients({ aws, dynamodb }: LocalDescription): StageClients & Closing {
  const credentials = { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey }
  const options = { region: aws.region, credentials, endpoint: aws.endpoint }
  return stageClients({
    options,
    s3: { ...options, forcePathStyle: true },
    dynamodb: { ...options, endpoint: dynamodb.endpoint },
  })
}

/** What the local stack's functions have in their environment, and its Lambda API does not tell. */
export function localSecrets({ cloudinary }: LocalDescription): Record<string, string> {
  return { CLOUDINARY_URL: cloudinary.url }
}

/** Clients that reach what AWS has and the local stack has not. */
export function cloudClients(options: ClientOptions): CloudClients {
  const clients = lazily({
    sts: () => new (sdk('@aws-sdk/client-sts').STSClient)(options),
    secretsManager: () => new (sdk('@aws-sdk/client-secrets-manager').SecretsManagerClient)(options),
    sns: () => new (sdk('@aws-sdk/client-sns').SNSClient)(options),
    kms: () => new (sdk('@aws-sdk/client-kms').KMSClient)(options),
    logs: () => new (sdk('@aws-sdk/client-cloudwatch-logs').CloudWatchLogsClient)(options),
    transfer: () => new (sdk('@aws-sdk/client-transfer').TransferClient)(options),
    acm: () => new (sdk('@aws-sdk/client-acm').ACMClient)(options),
  })
  return Object.assign(clients, { region: options.region })
}

function stageClients(of: Readonly<Record<'options' | 's3' | 'dynamodb', ClientOptions>>): StageClients & Closing {
  return lazily({
    s3: () => new (sdk('@aws-sdk/client-s3').S3Client)(of.s3),
    sqs: () => new (sdk('@aws-sdk/client-sqs').SQSClient)(of.options),
    lambda: () => new (sdk('@aws-sdk/client-lambda').LambdaClient)(of.options),
    cloudwatch: () => new (sdk('@aws-sdk/client-cloudwatch').CloudWatchClient)(of.options),
    dynamodb: () => new (sdk('@aws-sdk/client-dynamodb').DynamoDBClient)(of.dynamodb),
  })
}

/** Reads where the local stack is that runs in the folder of its data; throws a UsageError where none does. */
export function readDescription(): LocalDescription {
  const file = join(localDataFolder(), 'stack.json')
  const advice = 'run `npm start` in another terminal'
  if (!existsSync(file)) {
    const origin = originOf('LOCAL_DATA', LOCAL)
    const found = `${file}${origin === undefined ? '' : ` (LOCAL_DATA, ${origin})`}`
    throw new UsageError(`expected a running local stack, found no ${found}; ${advice}`)
  }
  try {
    return descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new UsageError(`expected the description of a local stack in ${file}, found something else; ${advice}`)
  }
}
