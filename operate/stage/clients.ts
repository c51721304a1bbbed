import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ACMClient } from '@aws-sdk/client-acm'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { STSClient } from '@aws-sdk/client-sts'
import { TransferClient } from '@aws-sdk/client-transfer'
import { z } from 'zod'
import { localDataFolder } from '../../shared/config/local-data.ts'
import { UsageError } from '../cli/usage-error.ts'

/** The stage of the embedded stack. */
export const LOCAL = 'local'

/** What the SDK's clients are made with. */
export interface ClientOptions {
  readonly region?: string
  readonly [name: string]: unknown
}

/** Clients of the services that every stage has. */
export interface StageClients {
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly dynamodb: DynamoDBClient
  readonly lambda: LambdaClient
  readonly cloudwatch: CloudWatchClient
}

/** Clients of the services that only a deployed stage has. */
export interface CloudClients {
  readonly region: string | undefined
  readonly sts: STSClient
  readonly secretsManager: SecretsManagerClient
  readonly sns: SNSClient
  readonly kms: KMSClient
  readonly logs: CloudWatchLogsClient
  readonly transfer: TransferClient
  readonly acm: ACMClient
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
  cloudinary: z.object({ url: z.string() }),
})

/** Clients that reach AWS. */
export function deployedClients(options: ClientOptions): StageClients {
  return stageClients({ options, s3: options, dynamodb: options })
}

/** What of the local stack's description says where it is. */
export type LocalDescription = z.infer<typeof descriptionSchema>

/** Clients that reach the local stack, which must be running: it says where it is. */
export function localClients({ aws, dynamodb }: LocalDescription): StageClients {
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
  const clients = {
    sts: new STSClient(options),
    secretsManager: new SecretsManagerClient(options),
    sns: new SNSClient(options),
    kms: new KMSClient(options),
    logs: new CloudWatchLogsClient(options),
    transfer: new TransferClient(options),
    acm: new ACMClient(options),
  }
  return {
    ...clients,
    region: options.region,
    close() {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}

function stageClients({ options, s3, dynamodb }: Readonly<Record<'options' | 's3' | 'dynamodb', ClientOptions>>) {
  return {
    s3: new S3Client(s3),
    sqs: new SQSClient(options),
    lambda: new LambdaClient(options),
    cloudwatch: new CloudWatchClient(options),
    dynamodb: new DynamoDBClient(dynamodb),
  }
}

/** Reads where the local stack is that runs in the folder of its data; throws a UsageError where none does. */
export function readDescription(): LocalDescription {
  const file = join(localDataFolder(), 'stack.json')
  const advice = 'run `npm start` in another terminal'
  if (!existsSync(file)) throw new UsageError(`expected a running local stack, found no ${file}; ${advice}`)
  try {
    return descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new UsageError(`expected the description of a local stack in ${file}, found something else; ${advice}`)
  }
}
