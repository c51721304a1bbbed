import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { NotFound, S3Client } from '@aws-sdk/client-s3'
import { operatedBucket } from './bucket.ts'
import type { ClientOptions } from './clients.ts'
import { readCallerArn } from './identity.ts'

/** Names that a stack makes something of, and that AWS gives out once. */
export interface FixedNames {
  readonly stack: string
  /** The account may still have to be put in; undefined where the stack makes no bucket. */
  readonly bucket: string | undefined
  readonly tables: readonly string[]
}

/** What has such a name already, in words, where no stack is there that would have made it. */
export async function readLeftBehind(options: ClientOptions, names: FixedNames): Promise<readonly string[]> {
  if (await hasStack(options, names.stack)) return []
  const buckets = names.bucket === undefined ? [] : [bucketOf(options, names.bucket)]
  const found = await Promise.all([...buckets, ...names.tables.map((name) => tableOf(options, name))])
  return found.flatMap((one) => one ?? [])
}

async function hasStack(options: ClientOptions, StackName: string): Promise<boolean> {
  const client = new CloudFormationClient(options)
  try {
    await client.send(new DescribeStacksCommand({ StackName }))
    return true
  } catch (thrown) {
    if (thrown instanceof CloudFormationServiceException && /does not exist/.test(thrown.message)) return false
    throw thrown
  } finally {
    client.destroy()
  }
}

async function bucketOf(options: ClientOptions, pattern: string): Promise<string | undefined> {
  const [, , , , account = ''] = (await readCallerArn(options)).split(':')
  const { region = '' } = options
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation has it
  const name = pattern.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region)
  const client = new S3Client(options)
  try {
    const found = await operatedBucket(client, name).confirm()
    return `the bucket ${name}, in ${found.region ?? region}`
  } catch (thrown) {
    if (thrown instanceof NotFound) return undefined
    throw thrown
  } finally {
    client.destroy()
  }
}

async function tableOf(options: ClientOptions, TableName: string): Promise<string | undefined> {
  const client = new DynamoDBClient(options)
  try {
    await client.send(new DescribeTableCommand({ TableName }))
    return `the table ${TableName}`
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined
    throw thrown
  } finally {
    client.destroy()
  }
}
