import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { listOf, type Resource } from './checks/template.ts'

/** Where everything is that a test deploys. */
export const AT = `us-east-1:${LOCAL_ACCOUNT}`

/** What handlers of a type call for its properties here, and on what. `name` fills in what a text refers to. */
export interface TypeCalls {
  readonly actions: string
  readonly arnOf: (resource: Resource, name: (value: unknown) => string) => string
}

export const lambda = (name: string) => `arn:aws:lambda:${AT}:function:${name}`
const sns = (name: string) => `arn:aws:sns:${AT}:${name}`
export const sqs = (name: string) => `arn:aws:sqs:${AT}:${name}`
export const s3 = (name: string) => `arn:aws:s3:::${name}`
const ec2 = (kind: string) => `arn:aws:ec2:${AT}:${kind}/x-0123456789abcdef0`
const tags = (service: string) => `${service}:TagResource ${service}:UntagResource`

/**
 * By resource type. Source: the permissions of the handlers in CloudFormation's resource schemas, without those for properties that no
 * template here has: imports, replicas and streams of tables, code signing, file systems, websites, replication and so on.
 */
export const HANDLER_CALLS: Readonly<Record<string, readonly TypeCalls[]>> = {
  'AWS::CloudWatch::Alarm': [
    {
      actions: `cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource ${tags('cloudwatch')}`,
      arnOf: ({ properties }, name) => `arn:aws:cloudwatch:${AT}:alarm:${name(properties.AlarmName)}`,
    },
  ],
  'AWS::CloudWatch::Dashboard': [
    {
      actions: `cloudwatch:PutDashboard cloudwatch:GetDashboard cloudwatch:DeleteDashboards cloudwatch:ListTagsForResource ${tags('cloudwatch')}`,
      arnOf: ({ properties }, name) =>
        `arn:aws:cloudwatch::${LOCAL_ACCOUNT}:dashboard/${name(properties.DashboardName)}`,
    },
  ],
  'AWS::DynamoDB::Table': [
    {
      actions: `dynamodb:CreateTable dynamodb:UpdateTable dynamodb:DeleteTable dynamodb:DescribeTable dynamodb:UpdateTimeToLive
        dynamodb:DescribeTimeToLive dynamodb:UpdateContinuousBackups dynamodb:DescribeContinuousBackups dynamodb:DescribeContributorInsights
        dynamodb:DescribeKinesisStreamingDestination dynamodb:GetResourcePolicy dynamodb:ListTagsOfResource ${tags('dynamodb')}`,
      arnOf: ({ properties }, name) => `arn:aws:dynamodb:${AT}:table/${name(properties.TableName)}`,
    },
  ],
  'AWS::EC2::EIP': [
    {
      actions:
        'ec2:AllocateAddress ec2:ReleaseAddress ec2:AssociateAddress ec2:DisassociateAddress ec2:CreateTags ec2:DeleteTags',
      arnOf: () => ec2('elastic-ip'),
    },
    { actions: 'ec2:DescribeAddresses', arnOf: () => '*' },
  ],
  'AWS::EC2::SecurityGroup': [
    {
      actions: `ec2:CreateSecurityGroup ec2:DeleteSecurityGroup ec2:AuthorizeSecurityGroupIngress ec2:AuthorizeSecurityGroupEgress
        ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:UpdateSecurityGroupRuleDescriptionsIngress ec2:CreateTags ec2:DeleteTags`,
      arnOf: () => ec2('security-group'),
    },
    { actions: 'ec2:DescribeSecurityGroups ec2:DescribeInstances', arnOf: () => '*' },
  ],
  'AWS::Events::Rule': [
    {
      actions: `events:PutRule events:DescribeRule events:DeleteRule events:PutTargets events:RemoveTargets events:ListTargetsByRule
        events:ListTagsForResource ${tags('events')}`,
      arnOf: ({ id }, name) => `arn:aws:events:${AT}:rule/${name({ Ref: id })}`,
    },
  ],
  'AWS::IAM::Role': [
    {
      actions: `iam:CreateRole iam:GetRole iam:UpdateRole iam:UpdateRoleDescription iam:UpdateAssumeRolePolicy iam:DeleteRole iam:PutRolePolicy
        iam:GetRolePolicy iam:DeleteRolePolicy iam:ListRolePolicies iam:ListAttachedRolePolicies iam:TagRole iam:UntagRole`,
      arnOf: ({ id }, name) => `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name({ Ref: id })}`,
    },
  ],
  'AWS::KMS::Key': [
    { actions: 'kms:CreateKey', arnOf: () => '*' },
    {
      actions: `kms:DescribeKey kms:EnableKey kms:EnableKeyRotation kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags
        kms:PutKeyPolicy kms:ScheduleKeyDeletion kms:UpdateKeyDescription ${tags('kms')}`,
      arnOf: () => `arn:aws:kms:${AT}:key/00000000-0000-0000-0000-000000000000`,
    },
  ],
  'AWS::Lambda::EventSourceMapping': [
    {
      actions: `lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping lambda:DeleteEventSourceMapping ${tags('lambda')} lambda:ListTags`,
      arnOf: () => `arn:aws:lambda:${AT}:event-source-mapping:14e0db71-5d35-4eb5-b481-8945cf9d10c2`,
    },
    { actions: 'lambda:CreateEventSourceMapping', arnOf: () => '*' },
  ],
  'AWS::Lambda::Function': [
    {
      actions: `lambda:CreateFunction lambda:GetFunction lambda:DeleteFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration
        lambda:PutFunctionConcurrency lambda:DeleteFunctionConcurrency lambda:GetFunctionCodeSigningConfig lambda:GetFunctionRecursionConfig
        lambda:GetRuntimeManagementConfig ${tags('lambda')}`,
      arnOf: ({ properties }, name) => lambda(name(properties.FunctionName)),
    },
    {
      actions: 'iam:PassRole',
      arnOf: ({ properties }, name) => `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name(properties.Role)}`,
    },
  ],
  'AWS::Lambda::Permission': [
    {
      actions: 'lambda:AddPermission lambda:RemovePermission lambda:GetPolicy',
      arnOf: ({ properties }, name) => lambda(name(properties.FunctionName)),
    },
  ],
  'AWS::Lambda::Url': [
    {
      actions:
        'lambda:CreateFunctionUrlConfig lambda:GetFunctionUrlConfig lambda:UpdateFunctionUrlConfig lambda:DeleteFunctionUrlConfig',
      arnOf: ({ properties }, name) => lambda(name(properties.TargetFunctionArn)),
    },
  ],
  'AWS::Logs::LogGroup': [
    {
      actions: `logs:CreateLogGroup logs:DeleteLogGroup logs:PutRetentionPolicy logs:DeleteRetentionPolicy
        logs:GetDataProtectionPolicy logs:ListTagsForResource ${tags('logs')}`,
      arnOf: ({ properties }, name) => `arn:aws:logs:${AT}:log-group:${name(properties.LogGroupName)}`,
    },
    { actions: 'logs:DescribeLogGroups logs:DescribeResourcePolicies logs:DescribeIndexPolicies', arnOf: () => '*' },
  ],
  'AWS::Route53::RecordSet': [
    {
      actions: 'route53:ChangeResourceRecordSets route53:ListResourceRecordSets route53:GetHostedZone',
      arnOf: ({ properties }, name) => `arn:aws:route53:::hostedzone/${name(properties.HostedZoneId)}`,
    },
    { actions: 'route53:GetChange', arnOf: () => 'arn:aws:route53:::change/C0123456789' },
    { actions: 'route53:ListHostedZones', arnOf: () => '*' },
  ],
  'AWS::S3::Bucket': [
    {
      actions: `s3:CreateBucket s3:DeleteBucket s3:ListBucket s3:PutBucketLogging s3:PutBucketNotification s3:PutBucketPublicAccessBlock
        s3:PutBucketTagging s3:PutBucketVersioning s3:PutEncryptionConfiguration s3:PutLifecycleConfiguration ${tags('s3')} s3:ListTagsForResource
        s3:GetAccelerateConfiguration s3:GetAnalyticsConfiguration s3:GetEncryptionConfiguration s3:GetIntelligentTieringConfiguration
        s3:GetInventoryConfiguration s3:GetLifecycleConfiguration s3:GetMetricsConfiguration s3:GetReplicationConfiguration s3:GetBucketCORS
        s3:GetBucketLogging s3:GetBucketNotification s3:GetBucketObjectLockConfiguration s3:GetBucketOwnershipControls
        s3:GetBucketPublicAccessBlock s3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite`,
      arnOf: ({ id }, name) => s3(name({ Ref: id })),
    },
  ],
  'AWS::S3::BucketPolicy': [
    {
      actions: 's3:PutBucketPolicy s3:GetBucketPolicy s3:DeleteBucketPolicy',
      arnOf: ({ properties }, name) => s3(name(properties.Bucket)),
    },
  ],
  'AWS::SNS::Subscription': [
    {
      actions: 'sns:Subscribe sns:Unsubscribe sns:GetSubscriptionAttributes sns:SetSubscriptionAttributes',
      arnOf: ({ properties }, name) => sns(name(properties.TopicArn)),
    },
  ],
  'AWS::SNS::Topic': [
    {
      actions: `sns:CreateTopic sns:DeleteTopic sns:GetTopicAttributes sns:SetTopicAttributes sns:GetDataProtectionPolicy
        sns:ListSubscriptionsByTopic sns:ListTagsForResource ${tags('sns')}`,
      arnOf: ({ id }, name) => sns(name({ Ref: id })),
    },
  ],
  'AWS::SNS::TopicPolicy': [
    { actions: 'sns:SetTopicAttributes', arnOf: ({ properties }, name) => sns(name(listOf(properties.Topics)[0])) },
  ],
  'AWS::SQS::Queue': [
    {
      actions: `sqs:CreateQueue sqs:DeleteQueue sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ListQueueTags sqs:SetQueueAttributes sqs:TagQueue
        sqs:UntagQueue`,
      arnOf: ({ id }, name) => sqs(name({ Ref: id })),
    },
  ],
  'AWS::SQS::QueuePolicy': [
    { actions: 'sqs:SetQueueAttributes', arnOf: ({ properties }, name) => sqs(name(listOf(properties.Queues)[0])) },
  ],
  'AWS::Transfer::Server': [
    { actions: 'transfer:CreateServer', arnOf: () => '*' },
    {
      actions: `transfer:DescribeServer transfer:UpdateServer transfer:DeleteServer transfer:StartServer transfer:StopServer ${tags('transfer')}`,
      arnOf: () => `arn:aws:transfer:${AT}:server/s-01234567890abcdef`,
    },
    {
      actions: 'ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint ec2:DeleteVpcEndpoints',
      arnOf: () => ec2('vpc-endpoint'),
    },
    {
      actions: `ec2:DescribeVpcEndpoints ec2:DescribeNetworkInterfaces ec2:DescribeAddresses logs:CreateLogDelivery logs:GetLogDelivery
        logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:DescribeLogGroups logs:DescribeResourcePolicies
        logs:PutResourcePolicy`,
      arnOf: () => '*',
    },
  ],
}
