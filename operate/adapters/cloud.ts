import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { type PolicyDocument, parsePolicy } from '../policy/document.ts'
import type { Stage } from '../stage.ts'
import type { ClientSettings } from './clients.ts'

/** The services that only a deployed stage has. */
export interface CloudServices {
  readonly region: string | undefined
  readonly sts: STSClient
  readonly secretsManager: SecretsManagerClient
  readonly sns: SNSClient
  readonly kms: KMSClient
  readonly logs: CloudWatchLogsClient
  close(): void
}

/** Connects to the services that only a deployed stage has. */
export function connectCloud(settings: ClientSettings): CloudServices {
  const clients = {
    sts: new STSClient(settings),
    secretsManager: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
  }
  const close = () => {
    for (const client of Object.values(clients)) client.destroy()
  }
  return { ...clients, region: settings.region, close }
}

/** The text of a secret. */
export async function readSecret({ secretsManager }: CloudServices, SecretId: string): Promise<string | undefined> {
  return (await secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString
}

/** Whose credentials these are. */
export async function readIdentity({
  sts,
}: CloudServices): Promise<{ readonly account: string; readonly arn: string }> {
  const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}))
  return { account: Account, arn: Arn }
}

/** A KMS key: whose it is, whether it works, and who may use it. AWS's own have policies that nobody can change. */
export async function readKey({ kms }: CloudServices, KeyId: string) {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }))
  // An alias is no name for reading the policy.
  const id = KeyMetadata?.KeyId ?? KeyId
  const policy: PolicyDocument = parsePolicy((await kms.send(new GetKeyPolicyCommand({ KeyId: id }))).Policy ?? '')
  return { isOfAws: KeyMetadata?.KeyManager === 'AWS', isEnabled: KeyMetadata?.Enabled ?? false, policy }
}

/** An alarm, with whom it tells. */
export interface Alarm {
  readonly name: string
  readonly isEnabled: boolean
  readonly topics: readonly string[]
}

/** The alarms whose names begin so: at most a hundred. */
export async function readAlarms({ cloudwatch }: Stage, AlarmNamePrefix: string): Promise<readonly Alarm[]> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix, MaxRecords: 100 }))
  return MetricAlarms.map(({ AlarmName = '', ActionsEnabled = false, AlarmActions = [] }) => ({
    name: AlarmName,
    isEnabled: ActionsEnabled,
    topics: AlarmActions,
  }))
}

/** How many of a topic's subscribers have confirmed, and how many have yet to. */
export async function readSubscribers({ sns }: CloudServices, TopicArn: string) {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  const confirmed = Subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:')).length
  return { confirmed, pending: Subscriptions.length - confirmed }
}
