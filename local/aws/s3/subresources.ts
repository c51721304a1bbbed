import { type AwsError, noSuchBucket, notImplemented, sendS3Error, sendXml } from '../answers.ts'
import { aroundS3, type S3Call } from '../calls.ts'
import type { FastifyInstance, FastifyReply } from '../fauxqs.ts'
import { textBody } from './bodies.ts'
import type { BucketContents } from './bucket-contents.ts'
import type { StoredBucket } from './storage.ts'

const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

/** What S3 says of every bucket that nothing else was asked of. Source: S3 User Guide, "Setting default encryption". */
const defaultEncryption = [
  `<ServerSideEncryptionConfiguration ${xmlns}><Rule>`,
  '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>',
  '<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
].join('')

const noSuchBucketPolicy: AwsError = {
  status: 404,
  code: 'NoSuchBucketPolicy',
  message: 'The bucket policy does not exist',
}

const malformedPolicy: AwsError = {
  status: 400,
  code: 'MalformedPolicy',
  message: "Policies must be valid JSON and the first byte must be '{'",
}

/** Source: Amazon S3 User Guide, "Bucket policies for Amazon S3". */
const policyBytesMax = 20 * 1024

const policyTooLarge: AwsError = {
  status: 400,
  code: 'PolicyTooLarge',
  message: 'Policy exceeds the maximum allowed document size.',
}

function refusalOfUnknown({ query, request }: S3Call): AwsError {
  if (query.has('versionId')) {
    return { status: 400, code: 'InvalidArgument', message: 'Invalid version id specified' }
  }
  const parameters = [...query.keys()].filter((name) => name !== 'x-id' && !/^x-amz-/i.test(name))
  return notImplemented(parameters.length > 0 ? `${request.method} with ?${parameters.join('&')}` : request.method)
}

function isJsonObject(text: string): boolean {
  try {
    return text.startsWith('{') && typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Gap: to fauxqs a sub-resource that it does not know is the bucket or the object itself. */
export function registerSubresources(app: FastifyInstance, contents: BucketContents): void {
  aroundS3(app, (call, reply, next) => {
    if (call.operation === 'Unknown') return sendS3Error(reply, refusalOfUnknown(call))
    if (!isSubresource(call)) return next()
    const bucket = contents.bucket(call.bucket)
    return bucket ? answer(contents, bucket, call, reply) : sendS3Error(reply, noSuchBucket)
  })
}

function isSubresource({ operation }: S3Call): boolean {
  return /BucketPolicy|GetBucket(Location|Versioning|Encryption)/.test(operation)
}

function answer(contents: BucketContents, bucket: StoredBucket, call: S3Call, reply: FastifyReply): unknown {
  switch (call.operation) {
    case 'GetBucketLocation':
      return sendXml(reply, `<LocationConstraint ${xmlns}/>`)
    case 'GetBucketVersioning':
      return sendXml(reply, `<VersioningConfiguration ${xmlns}/>`)
    case 'GetBucketEncryption':
      return sendXml(reply, defaultEncryption)
    case 'GetBucketPolicy':
      if (bucket.policy === undefined) return sendS3Error(reply, noSuchBucketPolicy)
      return void reply.header('content-type', 'application/json').send(bucket.policy)
    case 'PutBucketPolicy':
      return putPolicy(contents, bucket, textBody(call.request), reply)
    default: {
      const { policy: _, ...without } = bucket
      contents.updateBucket(without)
      return void reply.status(204).send()
    }
  }
}

function putPolicy(contents: BucketContents, bucket: StoredBucket, policy: string, reply: FastifyReply): unknown {
  if (Buffer.byteLength(policy) > policyBytesMax) return sendS3Error(reply, policyTooLarge)
  if (!isJsonObject(policy)) return sendS3Error(reply, malformedPolicy)
  contents.updateBucket({ ...bucket, policy })
  return void reply.status(204).send()
}
