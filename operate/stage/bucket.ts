import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NotFound,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { NotificationConfiguration } from './notification.ts'
import { putNotification, readNotification } from './notification.ts'
import { type PolicyDocument, parsePolicy } from './policy.ts'

/** The source bucket as an operator sees it. */
export interface OperatedBucket {
  readonly name: string
  readonly arn: string
  /** Rejects where the bucket is not there; else its region, where S3 says it. */
  confirm(): Promise<{ readonly region: string | undefined }>
  notification(): Promise<NotificationConfiguration>
  putNotification(configuration: NotificationConfiguration): Promise<void>
  /** Undefined where it has none. */
  policy(): Promise<PolicyDocument | undefined>
  /** Without a policy, removes it. */
  putPolicy(policy: PolicyDocument | undefined): Promise<void>
  has(key: string): Promise<boolean>
  putEmpty(key: string): Promise<void>
  remove(key: string): Promise<void>
  /** How new objects are encrypted: `AES256`, or by KMS, with a key where the bucket names one. */
  encryption(): Promise<{ readonly algorithm: string; readonly keyId: string | undefined }>
}

/** The bucket of a stage in S3. */
export function operatedBucket(s3: S3Client, Bucket: string): OperatedBucket {
  return {
    name: Bucket,
    arn: `arn:aws:s3:::${Bucket}`,
    confirm: () => confirm(s3, Bucket),
    notification: () => readNotification(s3, Bucket),
    putNotification: (configuration) => putNotification(s3, Bucket, configuration),
    policy: () => readPolicy(s3, Bucket),
    putPolicy: (policy) => putPolicy(s3, Bucket, policy),
    has: (key) => hasObject(s3, Bucket, key),
    putEmpty: async (Key) => void (await s3.send(new PutObjectCommand({ Bucket, Key, Body: new Uint8Array() }))),
    remove: async (Key) => void (await s3.send(new DeleteObjectCommand({ Bucket, Key }))),
    encryption: () => readEncryption(s3, Bucket),
  }
}

async function confirm(s3: S3Client, Bucket: string): Promise<{ readonly region: string | undefined }> {
  try {
    return { region: (await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion }
  } catch (thrown) {
    // S3 sends those who ask in the wrong region away, and says where to.
    const isRedirect = thrown instanceof S3ServiceException && thrown.$metadata.httpStatusCode === 301
    const region = isRedirect ? thrown.$response?.headers['x-amz-bucket-region'] : undefined
    if (region !== undefined) return { region }
    throw thrown
  }
}

async function readPolicy(s3: S3Client, Bucket: string): Promise<PolicyDocument | undefined> {
  try {
    return parsePolicy((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '')
  } catch (thrown) {
    if (thrown instanceof S3ServiceException && thrown.name === 'NoSuchBucketPolicy') return undefined
    throw thrown
  }
}

async function putPolicy(s3: S3Client, Bucket: string, policy: PolicyDocument | undefined): Promise<void> {
  if (policy) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }))
  else await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
}

async function hasObject(s3: S3Client, Bucket: string, Key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket, Key }))
    return true
  } catch (thrown) {
    if (thrown instanceof NotFound) return false
    throw thrown
  }
}

async function readEncryption(s3: S3Client, Bucket: string) {
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  const [rule] = ServerSideEncryptionConfiguration?.Rules ?? []
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  return { algorithm: SSEAlgorithm, keyId: KMSMasterKeyID }
}
