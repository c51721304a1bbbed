import { systemClock } from '../../../shared/adapters/clock.ts'
import { type AwsError, noSuchBucket, sendS3Error } from '../answers.ts'
import type { S3Call } from '../calls.ts'
import type { FastifyReply, S3Store } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { keep } from './incoming.ts'
import { type Description, descriptionOf } from './object-headers.ts'
import { bytesOf } from './pieces.ts'
import type { ChecksumAlgorithm, Details, NewObject, Piece, StoredObject } from './storage.ts'

/** Where objects are put: what we keep, and what fauxqs answers from. */
export interface Stores {
  readonly contents: BucketContents
  readonly s3: S3Store
}

/** Bytes that are to become an object. */
export interface Content {
  readonly pieces: readonly Piece[]
  readonly etag: string
  readonly parts?: NonNullable<StoredObject['parts']>
}

const incompleteBody: AwsError = {
  status: 400,
  code: 'IncompleteBody',
  message: 'The request has no body.',
}

/** The fields in which fauxqs keeps a checksum; it knows three algorithms. */
export function checksumFields(
  { algorithm, value }: { readonly algorithm: ChecksumAlgorithm; readonly value: string },
  type: 'FULL_OBJECT' | 'COMPOSITE' = 'FULL_OBJECT',
): Partial<NewObject> {
  if (algorithm === 'CRC32C' || algorithm === 'CRC64NVME') return {}
  return { checksumAlgorithm: algorithm, checksumValue: value, checksumType: type }
}

/** Puts an object in place of whatever is there, in one step. */
export function put(
  { contents, s3 }: Stores,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { pieces, etag, parts }: Content,
  description: Description & Partial<NewObject>,
  details?: Details,
): StoredObject {
  const object: NewObject = {
    ...description,
    ...{ key, etag, contentLength: bytesOf(pieces), lastModified: new Date(systemClock.nowMs()) },
    ...(parts && { parts }),
  }
  const stored = contents.storeObject(bucket, object, pieces, details)
  s3.restoreObject(bucket, { ...object, body: Buffer.alloc(0) })
  return stored
}

/** PutObject: what the request has brought becomes the object. */
export function putObject(stores: Stores, { bucket, key, request }: S3Call, reply: FastifyReply): unknown {
  if (!stores.contents.bucket(bucket)) return sendS3Error(reply, noSuchBucket)
  const incoming = keep(request)
  if (!incoming) return sendS3Error(reply, incompleteBody)
  const { piece, md5, claim } = incoming
  const etag = `"${md5}"`
  const description = { ...descriptionOf(request.headers), ...(claim && checksumFields(claim)) }
  put(stores, { bucket, key }, { pieces: [piece], etag }, description)
  reply.header('etag', etag)
  if (claim) {
    reply.header(`x-amz-checksum-${claim.algorithm.toLowerCase()}`, claim.value)
    reply.header('x-amz-checksum-type', 'FULL_OBJECT')
  }
  return void reply.status(200).send()
}
