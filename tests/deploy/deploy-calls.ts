import { LOCAL_ACCOUNT } from '../../local/deployment/provision.ts'
import { type Template, textOf } from './checks/template.ts'
import { AT, HANDLER_CALLS, lambda, s3, sqs } from './handler-calls.ts'

/** Calls with one kind of resource, as `service:Action`. */
export interface DeployCall {
  readonly action: string
  readonly resource: string
  /** True where CloudFormation makes them in the name of who deploys. */
  readonly isViaCloudFormation: boolean
}

/** What CloudFormation calls for the resources of a template, when it makes, changes, reads and removes them. */
export function callsOfTemplate(template: Template, stack: string): readonly DeployCall[] {
  const name = (value: unknown) => physicalName(template, stack, textOf(value))
  return Object.entries(template.Resources).flatMap(([id, { Type: type, Properties: properties }]) => {
    const calls = HANDLER_CALLS[type]
    if (!calls) throw new Error(`expected the calls of ${type}, found none in tests/deploy/handler-calls.ts`)
    return calls.flatMap(({ actions, arnOf }) => {
      const resource = arnOf({ id, type, properties }, name)
      return actions.split(/\s+/).map((action) => ({ action, resource, isViaCloudFormation: true }))
    })
  })
}

/** What the framework and the plugin call by themselves. */
export function ownCalls(stack: string, bucket: string): readonly DeployCall[] {
  const packages = `${bucketOf(stack, 'ServerlessDeploymentBucket')}`
  const of = (resource: string, actions: string) =>
    actions.split(/\s+/).map((action) => ({ action, resource, isViaCloudFormation: false }))
  return [
    ...of(
      `arn:aws:cloudformation:${AT}:stack/${stack}/0`,
      `cloudformation:CreateChangeSet cloudformation:CreateStack cloudformation:DeleteChangeSet cloudformation:DeleteStack
      cloudformation:DescribeChangeSet cloudformation:DescribeStackEvents cloudformation:DescribeStackResource
      cloudformation:DescribeStackResources cloudformation:DescribeStacks cloudformation:ExecuteChangeSet cloudformation:GetTemplate
      cloudformation:ListStackResources cloudformation:TagResource cloudformation:UpdateStack`,
    ),
    ...of('*', 'cloudformation:ValidateTemplate lambda:GetAccountSettings'),
    ...of(s3(packages), 's3:ListBucket s3:ListBucketVersions'),
    ...of(
      `${s3(packages)}/serverless/ftp-api-for-cloudinary/dev/1/worker.zip`,
      's3:PutObject s3:GetObject s3:GetObjectVersion s3:DeleteObject s3:DeleteObjectVersion',
    ),
    ...of(lambda(`${stack}-worker`), 'lambda:GetFunction lambda:GetFunctionConfiguration'),
    // What an earlier stage has left behind.
    ...of(`arn:aws:dynamodb:${AT}:table/${stack}-ledger`, 'dynamodb:DescribeTable'),
    ...of(sqs(`${stack}-changes`), 'sqs:GetQueueAttributes sqs:SetQueueAttributes'),
    ...of(
      `arn:aws:secretsmanager:${AT}:secret:${stack.replace(/-(\w+)$/, '/$1')}/cloudinary-url-a1B2c3`,
      'secretsmanager:GetSecretValue',
    ),
    // `sls connect`, --repair and --remove included.
    ...of(
      s3(bucket),
      's3:ListBucket s3:GetBucketPolicy s3:PutBucketPolicy s3:DeleteBucketPolicy s3:GetBucketNotification s3:PutBucketNotification',
    ),
    ...of(`${s3(bucket)}/.wellknown/cloudinary/demo`, 's3:GetObject s3:PutObject s3:DeleteObject'),
  ]
}

/** The name of what a text refers to, or the text itself. CloudFormation makes names of the stack's, the ID and chance. */
function physicalName(template: Template, stack: string, text: string): string {
  const [id = ''] = text.split('.')
  const resource = template.Resources[id]
  if (!resource) return filled(text)
  const { Type, Properties } = resource
  const given = [Properties.FunctionName, Properties.QueueName, Properties.TopicName, Properties.BucketName].map(textOf)
  const own = given.find((one) => one !== '')
  if (own !== undefined) return filled(own)
  return Type === 'AWS::S3::Bucket' ? bucketOf(stack, id) : `${stack}-${id}-1A2B3C4D5E6F`
}

/** Names of buckets are shorter: of a long stack's name 24 characters are left. */
function bucketOf(stack: string, id: string): string {
  return `${stack.slice(0, 24)}-${id.slice(0, 24)}-1a2b3c4d5e6f`.toLowerCase()
}

function filled(text: string): string {
  return text.replaceAll(/\$\{AWS::AccountId\}/g, LOCAL_ACCOUNT)
}
