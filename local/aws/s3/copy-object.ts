import { type AwsError, noSuchBucket, noSuchKey, sendS3Error, sendXml } from '../answers.ts'
import { copySourceOf, type S3Call } from '../calls.ts'
import type { FastifyReply } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { note } from './incoming.ts'
import { descriptionOf, descriptionOfObject } from './object-headers.ts'
import { refusalOfCopied } from './object-limits.ts'
import { put, type Stores } from './put-object.ts'
import { md5Of, receive } from './receive.ts'
import type { StoredObject } from './storage.ts'
import { element } from './xml.ts'

interface Source {
  readonly bucket: string
  readonly key: string
}

const rangedSourceBytesMin = 5 * 2 ** 20

/** The MD5 of objects that came in parts, which their ETag does not tell; made when they are copied. */
const made = new WeakMap<StoredObject, Promise<string>>()

function invalid(code: 'InvalidArgument' | 'InvalidRequest', message: string): AwsError {
  return { status: 400, code, message }
}

function md5OfObject(contents: BucketContents, { bucket, key }: Source, object: StoredObject): Promise<string> {
  const plain = /^"([0-9a-f]{32})"$/.exec(object.etag)?.[1]
  if (plain !== undefined) return Promise.resolve(plain)
  const md5 = made.get(object) ?? md5Of(contents.read(bucket, key, 0, object.contentLength))
  made.set(object, md5)
  md5.catch(() => made.delete(object))
  return md5
}

/** What a copy of the object that is at its source when this resolves has for its ETag; undefined where there is none. */
export async function etagOfCopy(contents: BucketContents, call: S3Call): Promise<string | undefined> {
  const source = copySourceOf(call.request)
  if (!source) return undefined
  for (;;) {
    const object = contents.object(source.bucket, source.key)
    // Of what will be refused nothing has to be read.
    if (object && refusalOfCopied(object.contentLength)) return object.etag
    const md5 = object && (await md5OfObject(contents, source, object))
    if (object === contents.object(source.bucket, source.key)) return md5 && `"${md5}"`
  }
}

/** CopyObject, in one step: no bytes are copied, they get another name. */
export function copyObject(stores: Stores, call: S3Call, etag: string | undefined, reply: FastifyReply): unknown {
  const { contents } = stores
  const { bucket, key, request } = call
  const source = copySourceOf(request)
  if (!source) return sendS3Error(reply, invalid('InvalidArgument', 'The copy source must be bucket/key.'))
  const original = contents.object(source.bucket, source.key)
  if (!original || etag === undefined)
    return sendS3Error(reply, contents.bucket(source.bucket) ? noSuchKey : noSuchBucket)
  if (!contents.bucket(bucket)) return sendS3Error(reply, noSuchBucket)
  const tooLarge = refusalOfCopied(original.contentLength)
  if (tooLarge) return sendS3Error(reply, tooLarge)
  const isReplaced = request.headers['x-amz-metadata-directive'] === 'REPLACE'
  const description = isReplaced ? descriptionOf(request.headers) : descriptionOfObject(original)
  const pieces = contents.duplicate(source, bucket, key)
  const copy = put(stores, { bucket, key }, { pieces, etag }, description)
  const modified = element('LastModified', copy.lastModified.toISOString())
  return sendXml(reply, `<CopyObjectResult>${element('ETag', etag)}${modified}</CopyObjectResult>`)
}

/** Brings the bytes of a part that is a copy, as if the client had sent them; says why it does not. */
export async function bringCopiedPart(contents: BucketContents, call: S3Call): Promise<AwsError | undefined> {
  const { bucket, key, request } = call
  const source = copySourceOf(request)
  if (!source) return invalid('InvalidArgument', 'The copy source must be bucket/key.')
  const original = contents.object(source.bucket, source.key)
  if (!original) return contents.bucket(source.bucket) ? noSuchKey : noSuchBucket
  const range = rangeOf(request.headers['x-amz-copy-source-range'], original.contentLength)
  if ('code' in range) return range
  const tooLarge = refusalOfCopied(range.end - range.start)
  if (tooLarge) return tooLarge
  const bytes = contents.read(source.bucket, source.key, range.start, range.end)
  note(request, { ...(await receive(bytes, contents.openPiece(bucket, key))), claim: undefined })
  return undefined
}

function rangeOf(header: unknown, bytes: number): { readonly start: number; readonly end: number } | AwsError {
  if (header === undefined) return { start: 0, end: bytes }
  if (bytes <= rangedSourceBytesMin) {
    return invalid('InvalidRequest', 'The specified copy source is not supported as a byte-range copy source')
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(header)) ?? []
  if (first === undefined) return invalid('InvalidArgument', 'The copy source range must be bytes=first-last.')
  const [start, end] = [Number(first), Number(last) + 1]
  if (start >= end || end > bytes) {
    return invalid('InvalidArgument', `Range specified is not valid for source object of size: ${bytes}`)
  }
  return { start, end }
}
