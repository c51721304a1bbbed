import { type AwsError, sendS3Error } from '../answers.ts'
import { aroundS3, copySourceOf, type S3Call } from '../calls.ts'
import type { FastifyReply, FastifyRequest, Fauxqs } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { checksumOf, digest, type ObjectChecksum } from './checksum.ts'
import { type ChecksumAlgorithm, type ChecksumChoice, checksumAlgorithm, type StoredObject } from './storage.ts'

const reads: ReadonlySet<string> = new Set(['GetObject', 'HeadObject'])
const creations: ReadonlySet<string> = new Set(['PutObject', 'UploadPart'])

/** The checksums that someone has asked for: they are made then. */
const made = new WeakMap<StoredObject, Promise<ObjectChecksum>>()

function known(contents: BucketContents, bucket: string, object: StoredObject): Promise<ObjectChecksum> {
  const checksum = made.get(object) ?? checksumOf(object, contents.readBody(bucket, object.key))
  made.set(object, checksum)
  return checksum
}

/** Bytes, and the checksum that a client says they have. */
interface Claim {
  readonly algorithm: ChecksumAlgorithm
  readonly value: string
  readonly bytes: Buffer
}

/**
 * Gap: fauxqs knows three of the algorithms, believes whatever a client says of its bytes, and keeps no checksum of an object that
 * came without one, as S3 does by CRC64NVME, in parts as well as whole, and of copies too.
 */
export function registerChecksums({ app, decodeChunked }: Fauxqs, contents: BucketContents): void {
  // Outside of all others, since some digests take their time: what is inside remains one step.
  aroundS3(app, async (call, reply, next) => {
    if (reads.has(call.operation)) return tell(contents, call, reply, next)
    const claim = creations.has(call.operation) ? claimOf(call.request, decodeChunked) : undefined
    const error = claim && (await refusalOf(claim))
    if (error) return sendS3Error(reply, error)
    const choice = choiceOf(contents, call, claim)
    return choice ? contents.withChecksum(choice, next) : next()
  })
}

/** Puts the checksum beside the object, as it is when the answer is made. */
async function tell(
  contents: BucketContents,
  call: S3Call,
  reply: FastifyReply,
  next: () => unknown,
): Promise<unknown> {
  const { request, bucket, key, query } = call
  const isAsked = String(request.headers['x-amz-checksum-mode']).toUpperCase() === 'ENABLED'
  // Of a part fauxqs tells what it knows; of a range nothing is told.
  if (!isAsked || query.has('partNumber') || request.headers.range !== undefined) return next()
  delete request.headers['x-amz-checksum-mode']
  let object: StoredObject | undefined
  let checksum: ObjectChecksum | undefined
  do {
    object = contents.object(bucket, key)
    checksum = object && (await known(contents, bucket, object))
  } while (object !== contents.object(bucket, key))
  for (const [name, value] of headersOf(checksum)) reply.header(name, value)
  return next()
}

function headersOf(checksum: ObjectChecksum | undefined): readonly (readonly [string, string])[] {
  if (!checksum) return []
  const { algorithm, type, value } = checksum
  return [
    [`x-amz-checksum-${algorithm.toLowerCase()}`, value],
    ['x-amz-checksum-type', type],
  ]
}

function claimOf(request: FastifyRequest, decodeChunked: Fauxqs['decodeChunked']): Claim | undefined {
  // A part that is a copy has no bytes of its own.
  if (!Buffer.isBuffer(request.body) || 'x-amz-copy-source' in request.headers) return undefined
  const isChunked = String(request.headers['content-encoding']).includes('aws-chunked')
  const { body: bytes, trailers } = isChunked ? decodeChunked(request.body) : { body: request.body, trailers: {} }
  const headers = new Map(Object.entries({ ...request.headers, ...trailers }))
  for (const algorithm of checksumAlgorithm.options) {
    const value = headers.get(`x-amz-checksum-${algorithm.toLowerCase()}`)
    if (typeof value === 'string') return { algorithm, value, bytes }
  }
  return undefined
}

async function refusalOf({ algorithm, value, bytes }: Claim): Promise<AwsError | undefined> {
  if ((await digest(algorithm, bytes)) === value) return undefined
  const message = `The ${algorithm} you specified did not match the calculated checksum.`
  return { status: 400, code: 'BadDigest', message }
}

/** Which checksum S3 is to keep of what the call stores; undefined where the client chooses none. */
function choiceOf(contents: BucketContents, call: S3Call, claim: Claim | undefined): ChecksumChoice | undefined {
  const { operation, request } = call
  if (operation === 'PutObject') return claim && { algorithm: claim.algorithm, type: 'FULL_OBJECT' }
  const asked = checksumAlgorithm.safeParse(String(request.headers['x-amz-checksum-algorithm']).toUpperCase()).data
  if (operation === 'CopyObject') {
    const source = copySourceOf(request)
    // A copy is in one piece, whatever the original was.
    const algorithm = asked ?? (source && contents.object(source.bucket, source.key)?.checksum?.algorithm)
    return algorithm && { algorithm, type: 'FULL_OBJECT' }
  }
  if (operation !== 'CreateMultipartUpload' || !asked) return undefined
  const isWhole = asked === 'CRC64NVME' || request.headers['x-amz-checksum-type'] === 'FULL_OBJECT'
  return { algorithm: asked, type: isWhole ? 'FULL_OBJECT' : 'COMPOSITE' }
}
