import { ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListRolesCommand } from '@aws-sdk/client-iam'
import { ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { ListTopicsCommand } from '@aws-sdk/client-sns'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import type { Aws } from './aws.ts'

/** All that the account has, each by its kind and its name. */
export async function resourcesOf(aws: Aws): Promise<readonly string[]> {
  const [stacks, buckets, queues, tables, functions, mappings, roles, groups, alarms, dashboards, topics, secrets] =
    await Promise.all([
      aws.cloudFormation.send(new ListStacksCommand({})),
      aws.s3.send(new ListBucketsCommand({})),
      aws.sqs.send(new ListQueuesCommand({})),
      aws.dynamodb.send(new ListTablesCommand({})),
      aws.lambda.send(new ListFunctionsCommand({})),
      aws.lambda.send(new ListEventSourceMappingsCommand({})),
      aws.iam.send(new ListRolesCommand({})),
      aws.logs.send(new DescribeLogGroupsCommand({})),
      aws.cloudwatch.send(new DescribeAlarmsCommand({})),
      aws.cloudwatch.send(new ListDashboardsCommand({})),
      aws.sns.send(new ListTopicsCommand({})),
      aws.secretsManager.send(new ListSecretsCommand({})),
    ])
  const live = stacks.StackSummaries?.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
  // Roles of services are AWS's own.
  const own = roles.Roles?.filter(({ Path }) => !Path?.startsWith('/aws-service-role/'))
  return [
    ...named('alarm', alarms.MetricAlarms, ({ AlarmName }) => AlarmName),
    ...named('bucket', buckets.Buckets, ({ Name }) => Name),
    ...named('dashboard', dashboards.DashboardEntries, ({ DashboardName }) => DashboardName),
    ...named('function', functions.Functions, ({ FunctionName }) => FunctionName),
    ...named('log group', groups.logGroups, ({ logGroupName }) => logGroupName),
    ...named('mapping', mappings.EventSourceMappings, ({ UUID }) => UUID),
    ...named('queue', queues.QueueUrls, (url) => url),
    ...named('role', own, ({ RoleName }) => RoleName),
    ...named('secret', secrets.SecretList, ({ Name }) => Name),
    ...named('stack', live, ({ StackName }) => StackName),
    ...named('table', tables.TableNames, (name) => name),
    ...named('topic', topics.Topics, ({ TopicArn }) => TopicArn),
  ]
}

function named<One>(kind: string, all: readonly One[] = [], nameOf: (one: One) => string | undefined): string[] {
  return all.map((one) => `${kind} ${nameOf(one)}`).sort()
}

/** The keys of a bucket. */
export async function keysOf({ s3 }: Aws, Bucket: string): Promise<readonly string[]> {
  const keys: string[] = []
  for (let token: string | undefined, isOver = false; !isOver; isOver = token === undefined) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ...(token && { ContinuationToken: token }) }))
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
    token = page.NextContinuationToken
  }
  return keys
}
