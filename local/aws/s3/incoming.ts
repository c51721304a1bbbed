import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type AwsError, sendS3Error } from '../answers.ts'
import { aroundS3, type S3Call, s3CallOf } from '../calls.ts'
import type { FastifyInstance, FastifyRequest } from '../fauxqs.ts'
import { ChunkedBody, MalformedBody } from './aws-chunked.ts'
import type { BucketContents } from './bucket-contents.ts'
import { type Received, receive } from './receive.ts'
import { type ChecksumAlgorithm, checksumAlgorithm } from './storage.ts'

/** What S3 takes in one request. */
export const incomingBytesMax = 5 * 2 ** 30

/** The type under which Fastify gives bodies to what is declared here; clients cannot name it. */
export const incomingType = 'application/x-local-s3-bytes'

/** Bytes that a request has brought, which are no object's yet, and the checksum that its client says they have. */
export interface Incoming extends Received {
  readonly claim: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined
}

const incoming = new WeakMap<FastifyRequest, Incoming>()

/** The bytes that a request has brought; undefined where nobody could want them. */
export function incomingOf(request: FastifyRequest): Incoming | undefined {
  return incoming.get(request)
}

/** The bytes that a request has brought, which from now on are somebody's. */
export function keep(request: FastifyRequest): Incoming | undefined {
  const kept = incoming.get(request)
  incoming.delete(request)
  return kept
}

/** Notes what a request has brought; what nobody has kept when it is answered is removed. */
export function note(request: FastifyRequest, received: Incoming): void {
  incoming.set(request, received)
}

/** True for a request whose body becomes an object or a part of one. */
export function bringsBytes({ operation, request }: S3Call): boolean {
  return (operation === 'PutObject' || operation === 'UploadPart') && !('x-amz-copy-source' in request.headers)
}

/**
 * Gap: fauxqs holds the whole body of a request in memory, several times. This puts it away as it comes, with its sums, before
 * anything is decided; what is decided takes one step all the same.
 */
export function registerIncoming(app: FastifyInstance, contents: BucketContents): void {
  app.addContentTypeParser(incomingType, async (request: FastifyRequest, payload: IncomingMessage) => {
    await take(s3CallOf(request), payload, contents)
  })
  aroundS3(app, async (call, reply, next) => {
    const error = refusalOf(call.request)
    try {
      return error ? sendS3Error(reply, error) : await next()
    } finally {
      const unkept = keep(call.request)
      if (unkept) contents.removePieces([unkept.piece])
    }
  })
}

async function take(call: S3Call, payload: IncomingMessage, contents: BucketContents): Promise<void> {
  const { bucket, key, request } = call
  if (lengthOf(request.headers) === undefined) throw lengthMissing()
  if (Number(request.headers['content-length'] ?? 0) > incomingBytesMax) throw tooLarge()
  const uploadId = call.query.get('uploadId')
  const isWanted = contents.bucket(bucket) && (uploadId === null || contents.upload(uploadId, call))
  if (!isWanted) return void payload.resume()
  const { headers } = request
  const isChunked = String(headers['content-encoding']).includes('aws-chunked')
  const chunked = isChunked ? new ChunkedBody(bytesOf(payload)) : undefined
  const algorithm = algorithmOf(headers)
  try {
    const source = chunked?.bytes() ?? bytesOf(payload)
    const received = await receive(atMost(source), contents.openPiece(bucket, key), algorithm)
    note(request, { ...received, claim: claimOf(algorithm, headers, chunked?.trailers) })
  } catch (error) {
    // The rest is of no use, but the client may still have to send it before it reads the answer.
    payload.resume()
    throw error instanceof MalformedBody ? incomplete(error) : error
  }
}

// Destroying the request would close the connection before the answer.
function bytesOf(payload: IncomingMessage): AsyncIterable<Uint8Array> {
  return payload.iterator({ destroyOnReturn: false })
}

async function* atMost(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > incomingBytesMax) throw tooLarge()
    yield chunk
  }
}

/** S3 takes nothing whose length it is not told before; in chunks of its own that is what they hold. */
function lengthOf(headers: IncomingHttpHeaders): unknown {
  return headers['x-amz-decoded-content-length'] ?? headers['content-length']
}

function lengthMissing(): Error {
  return Object.assign(new Error('no length'), { statusCode: 411 })
}

function tooLarge(): Error {
  return Object.assign(new Error('too large'), { statusCode: 413 })
}

function incomplete(cause: MalformedBody): Error {
  return Object.assign(new Error(cause.message, { cause }), { statusCode: 400 })
}

/** By which algorithm the client says something of the bytes: before them, or after them where that is announced. */
function algorithmOf(headers: IncomingHttpHeaders): ChecksumAlgorithm | undefined {
  const announced = String(headers['x-amz-trailer'] ?? '').toLowerCase()
  return checksumAlgorithm.options.find((algorithm) => {
    const name = `x-amz-checksum-${algorithm.toLowerCase()}`
    return name in headers || announced.split(/,\s*/).includes(name)
  })
}

function claimOf(
  algorithm: ChecksumAlgorithm | undefined,
  headers: IncomingHttpHeaders,
  trailers: ReadonlyMap<string, string> | undefined,
): Incoming['claim'] {
  if (!algorithm) return undefined
  const name = `x-amz-checksum-${algorithm.toLowerCase()}`
  // One that was announced and did not come is none that the bytes could have.
  return { algorithm, value: trailers?.get(name) ?? String(headers[name] ?? '') }
}

function refusalOf(request: FastifyRequest): AwsError | undefined {
  const { claim, digest, md5 } = incomingOf(request) ?? {}
  if (claim && claim.value !== digest) {
    const message = `The ${claim.algorithm} you specified did not match the calculated checksum.`
    return { status: 400, code: 'BadDigest', message }
  }
  const contentMd5 = request.headers['content-md5']
  if (md5 === undefined || contentMd5 === undefined) return undefined
  if (contentMd5 === Buffer.from(md5, 'hex').toString('base64')) return undefined
  return { status: 400, code: 'BadDigest', message: 'The Content-MD5 you specified did not match what we received.' }
}
