import { type AwsError, malformedXml, noSuchUpload, sendS3Error } from '../answers.ts'
import { aroundS3, callOf, copySourceOf, type S3Call } from '../calls.ts'
import type { FastifyInstance } from '../fauxqs.ts'
import { textBody } from './bodies.ts'
import type { BucketContents } from './bucket-contents.ts'
import { refusalOfKey, refusalOfMetadata } from './object-limits.ts'

const copyToItself: AwsError = {
  status: 400,
  code: 'InvalidRequest',
  message:
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
}

function isCopyToItself({ operation, bucket, key, request }: S3Call): boolean {
  const source = operation === 'CopyObject' ? copySourceOf(request) : undefined
  const isSame = source?.bucket === bucket && source.key === key
  return isSame && request.headers['x-amz-metadata-directive'] !== 'REPLACE'
}

const writes: ReadonlySet<string> = new Set(['PutObject', 'PostObject', 'CopyObject', 'CreateMultipartUpload'])
/** What S3 does for an object and nothing here does: said, rather than left out. */
const unknownHeaders: Readonly<Record<string, RegExp>> = {
  'x-amz-storage-class': /^STANDARD$/,
  'x-amz-server-side-encryption': /^AES256$/,
}

/** What of a write's headers S3 refuses, or is not known here. */
function refusedHeader({ operation, request }: S3Call): AwsError | undefined {
  if (!writes.has(operation)) return undefined
  const tooLarge = refusalOfMetadata(request.headers)
  if (tooLarge) return tooLarge
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const)
  const unknown = headers.find(([name, value]) => unknownHeaders[name]?.test(value) === false)
  if (!unknown) return undefined
  return { status: 501, code: 'NotImplemented', message: `The local S3 does not know ${unknown.join(': ')}` }
}

function refusal(contents: BucketContents, call: S3Call): AwsError | undefined {
  const tooLong = refusalOfKey(call.key)
  if (tooLong) return tooLong
  const uploadId = call.query.get('uploadId')
  if (uploadId !== null && !contents.upload(uploadId, call)) return noSuchUpload
  if (call.operation === 'CompleteMultipartUpload' && !textBody(call.request).includes('<Part>')) return malformedXml
  return isCopyToItself(call) ? copyToItself : refusedHeader(call)
}

/** Gap: fauxqs takes keys and metadata of any length, uploads of another key, completions without a part, and passes over storage classes. */
export function registerObjectRules(app: FastifyInstance, contents: BucketContents): void {
  aroundS3(app, (call, reply, next) => {
    const error = refusal(contents, call)
    return error ? sendS3Error(reply, error) : next()
  })
}

/** Gap: fauxqs ignores that the URL of a download may set headers of the answer, such as its file name. */
export function registerResponseOverrides(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const call = callOf(request)
    const isObject = call?.operation === 'GetObject' && (reply.statusCode === 200 || reply.statusCode === 206)
    for (const [name, value] of isObject ? call.query : []) {
      if (name.startsWith('response-')) reply.header(name.slice('response-'.length), value)
    }
    done()
  })
}
