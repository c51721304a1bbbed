import type { IncomingHttpHeaders } from 'node:http'

interface OperationShape {
  readonly method: string
  readonly on: 'service' | 'bucket' | 'object'
  /** Query parameters that must be there. */
  readonly with?: readonly string[]
  /** Query parameters that may be there. */
  readonly allows?: readonly string[]
}

const listing = ['prefix', 'delimiter', 'max-keys', 'encoding-type']

const responseHeaders = [
  'response-content-type',
  'response-content-language',
  'response-expires',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
]

// An operation with more conditions stands before one with fewer.
const shapes = {
  ListBuckets: { method: 'GET', on: 'service' },
  GetBucketLocation: { method: 'GET', on: 'bucket', with: ['location'] },
  GetBucketVersioning: { method: 'GET', on: 'bucket', with: ['versioning'] },
  GetBucketPolicy: { method: 'GET', on: 'bucket', with: ['policy'] },
  GetBucketEncryption: { method: 'GET', on: 'bucket', with: ['encryption'] },
  PutBucketPolicy: { method: 'PUT', on: 'bucket', with: ['policy'] },
  DeleteBucketPolicy: { method: 'DELETE', on: 'bucket', with: ['policy'] },
  GetBucketNotificationConfiguration: { method: 'GET', on: 'bucket', with: ['notification'] },
  PutBucketNotificationConfiguration: { method: 'PUT', on: 'bucket', with: ['notification'] },
  ListObjectsV2: {
    method: 'GET',
    on: 'bucket',
    with: ['list-type'],
    allows: [...listing, 'start-after', 'continuation-token'],
  },
  ListObjects: { method: 'GET', on: 'bucket', allows: [...listing, 'marker'] },
  CreateBucket: { method: 'PUT', on: 'bucket' },
  HeadBucket: { method: 'HEAD', on: 'bucket' },
  DeleteBucket: { method: 'DELETE', on: 'bucket' },
  DeleteObjects: { method: 'POST', on: 'bucket', with: ['delete'] },
  PostObject: { method: 'POST', on: 'bucket' },
  GetObjectTagging: { method: 'GET', on: 'object', with: ['tagging'] },
  PutObjectTagging: { method: 'PUT', on: 'object', with: ['tagging'] },
  DeleteObjectTagging: { method: 'DELETE', on: 'object', with: ['tagging'] },
  GetObjectAttributes: { method: 'GET', on: 'object', with: ['attributes'] },
  GetObject: { method: 'GET', on: 'object', allows: ['partNumber', ...responseHeaders] },
  HeadObject: { method: 'HEAD', on: 'object' },
  UploadPart: { method: 'PUT', on: 'object', with: ['uploadId', 'partNumber'] },
  PutObject: { method: 'PUT', on: 'object' },
  AbortMultipartUpload: { method: 'DELETE', on: 'object', with: ['uploadId'] },
  DeleteObject: { method: 'DELETE', on: 'object' },
  CreateMultipartUpload: { method: 'POST', on: 'object', with: ['uploads'] },
  CompleteMultipartUpload: { method: 'POST', on: 'object', with: ['uploadId'] },
} as const satisfies Record<string, OperationShape>

export type S3Operation = keyof typeof shapes | 'CopyObject' | 'Unknown'

// Every request may carry these: the SDK's name of the operation, and a presigned URL's signature.
function isAlwaysAllowed(parameter: string): boolean {
  return parameter === 'x-id' || /^x-amz-/i.test(parameter)
}

function isKnown(shape: OperationShape, parameter: string): boolean {
  return isAlwaysAllowed(parameter) || [...(shape.with ?? []), ...(shape.allows ?? [])].includes(parameter)
}

function matches(shape: OperationShape, query: URLSearchParams): boolean {
  return (
    (shape.with ?? []).every((parameter) => query.has(parameter)) &&
    [...query.keys()].every((parameter) => isKnown(shape, parameter))
  )
}

function placeOf(names: { readonly bucket: string; readonly key: string }): OperationShape['on'] {
  if (names.key) return 'object'
  return names.bucket ? 'bucket' : 'service'
}

/** Which operation of S3 a request asks for; one with an unknown parameter is Unknown. */
export function operationOf(
  method: string,
  names: { readonly bucket: string; readonly key: string },
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): S3Operation {
  const place = placeOf(names)
  const isThis = (shape: OperationShape) => shape.method === method && shape.on === place && matches(shape, query)
  for (const [operation, shape] of Object.entries(shapes)) {
    if (!isThis(shape)) continue
    if (operation === 'PutObject' && 'x-amz-copy-source' in headers) return 'CopyObject'
    return isOperation(operation) ? operation : 'Unknown'
  }
  return 'Unknown'
}

function isOperation(name: string): name is keyof typeof shapes {
  return Object.hasOwn(shapes, name)
}
