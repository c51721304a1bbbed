import { type AwsError, noSuchKey, notImplemented, preconditionFailed, sendS3Error } from '../answers.ts'
import { aroundS3, copySourceOf, type S3Call } from '../calls.ts'
import type { FastifyInstance, FastifyRequest } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

function isSame(condition: string, etag: string): boolean {
  return condition.replaceAll('"', '') === etag.replaceAll('"', '')
}

const writes: ReadonlySet<string> = new Set(['PutObject', 'CopyObject', 'CompleteMultipartUpload'])

function refusalOfWrite(contents: BucketContents, { bucket, key, request }: S3Call): AwsError | undefined {
  const ifMatch = header(request, 'if-match')
  const ifNoneMatch = header(request, 'if-none-match')
  // The handler answers where the bucket is missing.
  if (!contents.bucket(bucket) || (ifMatch ?? ifNoneMatch) === undefined) return undefined
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') return notImplemented('If-None-Match with anything but *')
  const object = contents.object(bucket, key)
  if (ifNoneMatch && object) return preconditionFailed
  if (ifMatch === undefined) return undefined
  if (!object) return noSuchKey
  return isSame(ifMatch, object.etag) ? undefined : preconditionFailed
}

function refusalOfSource(contents: BucketContents, request: FastifyRequest): AwsError | undefined {
  const source = copySourceOf(request)
  if (!source) return { status: 400, code: 'InvalidArgument', message: 'The copy source must be bucket/key.' }
  const object = contents.object(source.bucket, source.key)
  if (!object) return undefined
  const ifMatch = header(request, 'x-amz-copy-source-if-match')
  const ifNoneMatch = header(request, 'x-amz-copy-source-if-none-match')
  if (ifMatch && !isSame(ifMatch, object.etag)) return preconditionFailed
  return ifNoneMatch && isSame(ifNoneMatch, object.etag) ? preconditionFailed : undefined
}

const onlyForCopies = ['x-amz-copy-source-if-match', 'x-amz-copy-source-if-none-match']
const neverSupported = ['x-amz-copy-source-if-modified-since', 'x-amz-copy-source-if-unmodified-since']

function refusal(contents: BucketContents, call: S3Call): AwsError | undefined {
  const { operation, request } = call
  const unsupported = [...neverSupported, ...(operation === 'UploadPart' ? onlyForCopies : [])].find(
    (name) => name in request.headers,
  )
  if (unsupported) return notImplemented(unsupported)
  if (operation === 'DeleteObject' && 'if-match' in request.headers) return notImplemented('DeleteObject with If-Match')
  if (operation === 'CopyObject') return refusalOfSource(contents, request) ?? refusalOfWrite(contents, call)
  return writes.has(operation) ? refusalOfWrite(contents, call) : undefined
}

/**
 * Gap: fauxqs ignores the conditions of writes. The check and the write are one synchronous step, so of concurrent
 * writes with If-None-Match: * exactly one succeeds.
 */
export function registerConditions(app: FastifyInstance, contents: BucketContents): void {
  aroundS3(app, (call, reply, next) => {
    const error = refusal(contents, call)
    return error ? sendS3Error(reply, error) : next()
  })
}
