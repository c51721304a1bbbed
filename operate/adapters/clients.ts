import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { localDataFolder } from '../../shared/config/local-data.ts'
import { UsageError } from '../usage-error.ts'

/** The stage of the embedded stack. */
export const LOCAL = 'local'

/** What the SDK's clients are made with. */
export interface ClientSettings {
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

const descriptionSchema = z.object({
  aws: z.object({
    endpoint: z.string(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  dynamodb: z.object({ endpoint: z.string() }),
})

/** Clients that reach AWS. */
export function deployedClients(settings: ClientSettings): StageClients {
  return clientsOf({ settings, s3: settings, dynamodb: settings })
}

/** Clients that reach the local stack, which must be running: it says where it is. */
export function localClients(): StageClients {
  const { aws, dynamodb } = readDescription()
  const credentials = { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey }
  const settings = { region: aws.region, credentials, endpoint: aws.endpoint }
  return clientsOf({
    settings,
    s3: { ...settings, forcePathStyle: true },
    dynamodb: { ...settings, endpoint: dynamodb.endpoint },
  })
}

function clientsOf({ settings, s3, dynamodb }: Readonly<Record<'settings' | 's3' | 'dynamodb', ClientSettings>>) {
  return {
    s3: new S3Client(s3),
    sqs: new SQSClient(settings),
    lambda: new LambdaClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    dynamodb: new DynamoDBClient(dynamodb),
  }
}

function readDescription(): z.infer<typeof descriptionSchema> {
  const file = join(localDataFolder(), 'stack.json')
  const advice = 'run `npm start` in another terminal'
  if (!existsSync(file)) throw new UsageError(`expected a running local stack, found no ${file}; ${advice}`)
  try {
    return descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new UsageError(`expected the description of a local stack in ${file}, found something else; ${advice}`)
  }
}
