import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { CREDENTIALS, type Emulators, REGION, type Stoppable } from './emulators.ts'

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
    s3: new S3Client({ ...common, endpoint: aws.endpoint, forcePathStyle: true }),
    sqs: new SQSClient({ ...common, endpoint: aws.endpoint }),
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint }),
  }
  const stop = async () => {
    for (const client of Object.values(clients)) client.destroy()
  }
  return { ...clients, stop }
}
