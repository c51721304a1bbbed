import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { type AwsError, noSuchBucket, noSuchKey, preconditionFailed, sendS3Error } from '../answers.ts'
import type { S3Call } from '../calls.ts'
import type { FastifyReply } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { describe } from './object-headers.ts'
import type { StoredObject } from './storage.ts'

interface Range {
  readonly start: number
  /** The first byte that is not of it. */
  readonly end: number
}

/** GetObject: the object, a range or a part of it, as a stream. */
export function getObject(contents: BucketContents, call: S3Call, reply: FastifyReply): unknown {
  const object = contents.object(call.bucket, call.key)
  if (!object) return sendS3Error(reply, contents.bucket(call.bucket) ? noSuchKey : noSuchBucket)
  const { headers } = call.request
  const unmet = unmetCondition(headers, object)
  if (unmet === 304) return void reply.status(304).header('etag', object.etag).send()
  if (unmet) return sendS3Error(reply, unmet)
  const number = call.query.get('partNumber')
  if (number !== null && object.parts) return sendPart(contents, call, object, Number(number), reply)
  if (headers.range !== undefined) return sendRange(contents, call, object, headers.range, reply)
  return send(contents, call, object, { start: 0, end: object.contentLength }, reply.status(200))
}

function send(
  contents: BucketContents,
  { bucket, key }: S3Call,
  object: StoredObject,
  { start, end }: Range,
  reply: FastifyReply,
): Readable {
  describe(reply, object)
  reply.header('content-length', end - start)
  // Fastify sends what a handler returns.
  return contents.read(bucket, key, start, end)
}

function sendPart(
  contents: BucketContents,
  call: S3Call,
  object: StoredObject,
  number: number,
  reply: FastifyReply,
): unknown {
  const parts = object.parts ?? []
  const index = parts.findIndex(({ partNumber }) => partNumber === number)
  const part = parts[index]
  if (!part)
    return sendS3Error(reply, notSatisfiable('InvalidPartNumber', 'The requested partnumber is not satisfiable'))
  const checksum = object.partChecksums?.[index]
  const isAsked = String(call.request.headers['x-amz-checksum-mode']).toUpperCase() === 'ENABLED'
  if (isAsked && checksum !== undefined && object.checksumAlgorithm) {
    reply.header(`x-amz-checksum-${object.checksumAlgorithm.toLowerCase()}`, checksum)
    reply.header('x-amz-checksum-type', 'FULL_OBJECT')
  }
  reply.status(206).header('x-amz-mp-parts-count', String(parts.length))
  return send(contents, call, object, { start: part.offset, end: part.offset + part.length }, reply)
}

function sendRange(
  contents: BucketContents,
  call: S3Call,
  object: StoredObject,
  header: string,
  reply: FastifyReply,
): unknown {
  const total = object.contentLength
  const range = rangeOf(header, total)
  if (!range) {
    reply.header('content-range', `bytes */${total}`)
    return sendS3Error(reply, notSatisfiable('InvalidRange', 'The requested range is not satisfiable'))
  }
  reply.status(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${total}`)
  return send(contents, call, object, range, reply)
}

function notSatisfiable(code: string, message: string): AwsError {
  return { status: 416, code, message }
}

function rangeOf(header: string, total: number): Range | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? []
  if (first === '') {
    const length = Math.min(Number(last), total)
    return length > 0 ? { start: total - length, end: total } : undefined
  }
  const start = Number(first)
  const end = last === '' ? total : Math.min(Number(last) + 1, total)
  return start < end ? { start, end } : undefined
}

/** Which answer the conditions of a read lead to, where it is not the object; those by ETag come before those by time. */
function unmetCondition(
  headers: IncomingHttpHeaders,
  { etag, lastModified }: StoredObject,
): AwsError | 304 | undefined {
  const isSame = (condition: string) => condition === '*' || condition.replaceAll('"', '') === etag.replaceAll('"', '')
  const ifMatch = headers['if-match']
  if (ifMatch === undefined) {
    if (isAfter(lastModified, headers['if-unmodified-since'])) return preconditionFailed
  } else if (!isSame(ifMatch)) return preconditionFailed
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) return isSame(ifNoneMatch) ? 304 : undefined
  const since = headers['if-modified-since']
  return since !== undefined && !isAfter(lastModified, since) && !Number.isNaN(Date.parse(since)) ? 304 : undefined
}

// The header has whole seconds.
function isAfter(moment: Date, header: string | undefined): boolean {
  return Math.floor(moment.getTime() / 1000) * 1000 > Date.parse(header ?? '')
}
