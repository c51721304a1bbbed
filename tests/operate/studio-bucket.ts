import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { connect } from '../../operate/connect/connect.ts'
import type { Stage } from '../../operate/stage/stage.ts'
import { type OperatedStack, useOperatedStack } from './operated-stack.ts'
import type { Operator } from './operator.ts'

/** The name of the bucket. */
export const Bucket = 'studio-uploads'
/** The marker of the stand-in's account. */
export const MARKER = '.wellknown/cloudinary/demo'
const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:LifecycleExpiration:*',
  's3:ObjectRestore:Completed',
  's3:ObjectTagging:*',
]
/** The statement by which Cloudinary may read. */
export const OURS = {
  Sid: 'AllowCloudinaryToRead',
  Effect: 'Allow',
  Principal: { AWS: '232482882421' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
}
/** The statement that keeps the marker from others. */
export const KEEPS = {
  Sid: 'DenyMarkerToOthers',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:PutObject*', 's3:DeleteObject*'],
  Resource: `arn:aws:s3:::${Bucket}/.wellknown/*`,
  Condition: {
    ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::000000000000:root', 'arn:aws:iam::000000000000:*'] },
  },
}
/** A statement of others. */
export const THEIRS = {
  Sid: 'TheirPartner',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
}
/** A notification of others that is in nobody's way. */
export const AUDIT: QueueConfiguration = {
  Id: 'audit',
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:audit',
  Events: ['s3:ObjectAcl:Put'],
  Filter: { Key: { FilterRules: [{ Name: 'Prefix' as 'prefix', Value: 'logs/' }] } },
}
/** One that is in the way: S3 reports an event once only. */
export const RESIZE: QueueConfiguration = {
  Id: 'resize',
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:audit',
  Events: ['s3:ObjectCreated:Put'],
  Filter: { Key: { FilterRules: [{ Name: 'Suffix' as 'suffix', Value: '.jpg' }] } },
}

/** What of a bucket is as it was before it was connected. */
export const untouched = { notifications: [AUDIT], policy: [THEIRS], markers: [] }

/** A bucket that others use already, and that the stack of an operator did not make. */
export class StudioBucket {
  readonly #stack: OperatedStack
  #queueArn = ''

  constructor(stack: OperatedStack) {
    this.#stack = stack
  }

  get operator(): Operator {
    return this.#stack.operator
  }

  /** The operator's stage, if it mirrored this bucket. */
  get stage(): Stage {
    return { ...this.operator.stage, bucket: Bucket, isBucketOfStack: false }
  }

  async make(): Promise<void> {
    const { sqs, s3, queueUrl: QueueUrl } = this.operator.stage
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    this.#queueArn = Attributes?.QueueArn ?? ''
    await sqs.send(new CreateQueueCommand({ QueueName: 'audit' }))
    await s3.send(new CreateBucketCommand({ Bucket }))
  }

  get queueArn(): string {
    return this.#queueArn
  }

  /** Gives it what others have, and takes away all of ours. */
  async have(QueueConfigurations: QueueConfiguration[], Statement: object[]): Promise<void> {
    const { s3 } = this.stage
    const NotificationConfiguration = { QueueConfigurations }
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    if (Statement.length > 0) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    else await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    await this.operator.run(connect, { remove: true, yes: true }, { ...this.stage, isBucketOfStack: true })
  }

  /** All that a connection could have changed of a bucket. */
  async stateOf(name: string) {
    const { s3 } = this.stage
    const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: name }))
    const policy = await s3.send(new GetBucketPolicyCommand({ Bucket: name })).then(
      ({ Policy = '' }) => JSON.parse(Policy).Statement,
      () => 'none',
    )
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: '.wellknown/' }))
    return { notifications: QueueConfigurations, policy, markers: Contents.map(({ Key }) => Key) }
  }

  /** What it is like once it is connected. */
  connected() {
    return {
      notifications: [AUDIT, { Id: this.#queueArn.split(':').at(-1), QueueArn: this.#queueArn, Events: EVENTS }],
      policy: [THEIRS, OURS, KEEPS],
      markers: [MARKER],
    }
  }
}

/** The bucket for the tests of a describe block: as others have it, before each. */
export function useStudioBucket(): StudioBucket {
  const bucket = new StudioBucket(useOperatedStack('empty'))
  before(() => bucket.make())
  beforeEach(() => bucket.have([AUDIT], [THEIRS]))
  return bucket
}
