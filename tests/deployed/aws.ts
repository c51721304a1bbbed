import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { REGION, ROOT } from './emulator.ts'

/** Clients of the emulated account, as its root. */
export type Aws = ReturnType<typeof connectAws>

/** Connects to the emulator. */
export function connectAws(endpoint: string) {
  const common = { endpoint, region: REGION, credentials: { ...ROOT } }
  const clients = {
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sqs: new SQSClient(common),
    iam: new IAMClient(common),
    sns: new SNSClient(common),
    logs: new CloudWatchLogsClient(common),
    lambda: new LambdaClient(common),
    dynamodb: new DynamoDBClient(common),
    cloudwatch: new CloudWatchClient(common),
    secretsManager: new SecretsManagerClient(common),
    cloudFormation: new CloudFormationClient(common),
  }
  const close = () => {
    for (const client of Object.values(clients)) client.destroy()
  }
  return { ...clients, close }
}
