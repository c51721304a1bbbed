import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { DescribeKeyCommand, GetKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms'
import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { StageClients } from '../stage/clients.ts'
import { type PolicyDocument, parsePolicy } from '../stage/policy.ts'

/** A KMS key: whose it is, whether it works, and who may use it. AWS's own have policies that cannot be changed. */
export async function readKey(kms: KMSClient, KeyId: string) {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }))
  // An alias is no name for reading the policy.
  const id = KeyMetadata?.KeyId ?? KeyId
  const policy: PolicyDocument = parsePolicy((await kms.send(new GetKeyPolicyCommand({ KeyId: id }))).Policy ?? '')
  return { isOfAws: KeyMetadata?.KeyManager === 'AWS', isEnabled: KeyMetadata?.Enabled ?? false, policy }
}

/** An alarm, and the topics that it tells. */
export interface Alarm {
  readonly name: string
  readonly isEnabled: boolean
  readonly topics: readonly string[]
}

/** The alarms whose names begin so: at most a hundred. */
export async function readAlarms(
  { cloudwatch }: Pick<StageClients, 'cloudwatch'>,
  AlarmNamePrefix: string,
): Promise<readonly Alarm[]> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix, MaxRecords: 100 }))
  return MetricAlarms.map(({ AlarmName = '', ActionsEnabled = false, AlarmActions = [] }) => ({
    name: AlarmName,
    isEnabled: ActionsEnabled,
    topics: AlarmActions,
  }))
}

/** How many of a topic's subscribers have confirmed, and how many have yet to. */
export async function readSubscribers(sns: SNSClient, TopicArn: string) {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  const confirmed = Subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:')).length
  return { confirmed, pending: Subscriptions.length - confirmed }
}

/** Reads what a table is made of: its state, its keys and its indexes. */
export async function readTable(dynamodb: DynamoDBClient, TableName: string) {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }))
  return {
    status: Table?.TableStatus ?? 'unknown',
    keys: (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName),
    indexes: (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName = '' }) => IndexName),
  }
}

/** Reads by which attribute rows expire, if they do, and whether the table can be restored to any moment. */
export async function readTableCare(dynamodb: DynamoDBClient, TableName: string) {
  const [{ TimeToLiveDescription: expiry }, { ContinuousBackupsDescription: backups }] = await Promise.all([
    dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
    dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
  ])
  const isOn = expiry?.TimeToLiveStatus === 'ENABLED'
  const restorable = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
  return { expiresBy: isOn ? expiry.AttributeName : undefined, isRestorable: restorable }
}

const responseSchema = z.object({ headers: z.object({ date: z.string() }) })

/** What time it is by AWS: the date of an answer, in Unix milliseconds; undefined where it has none. */
export async function readServerDateMs(sqs: SQSClient, QueueUrl: string): Promise<number | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
  let date = ''
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      date = responseSchema.safeParse(result.response).data?.headers.date ?? ''
      return result
    },
    { step: 'deserialize' },
  )
  await sqs.send(command)
  const dateMs = Date.parse(date)
  return Number.isNaN(dateMs) ? undefined : dateMs
}
