import { aroundS3, copySourceOf, type S3Call } from '../calls.ts'
import type { FastifyInstance, FastifyReply } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { checksumOf, type ObjectChecksum } from './checksum.ts'
import { incomingOf } from './incoming.ts'
import { type ChecksumChoice, checksumAlgorithm, type StoredObject } from './storage.ts'

const reads: ReadonlySet<string> = new Set(['GetObject', 'HeadObject'])

/** The checksums that someone has asked for: they are made then. */
const made = new WeakMap<StoredObject, Promise<ObjectChecksum>>()

function known(contents: BucketContents, bucket: string, object: StoredObject): Promise<ObjectChecksum> {
  const read = (start: number, end: number) => contents.read(bucket, object.key, start, end)
  const checksum = made.get(object) ?? checksumOf(object, read)
  made.set(object, checksum)
  // It may have been replaced before all of it was read.
  checksum.catch(() => made.delete(object))
  return checksum
}

/**
 * Gap: fauxqs knows three of the algorithms, and keeps no checksum of an object that came without one, as S3 does by CRC64NVME,
 * in parts as well as whole, and of copies too.
 */
export function registerChecksums(app: FastifyInstance, contents: BucketContents): void {
  // Outside of all others, since some digests take their time: what is inside remains one step.
  aroundS3(app, async (call, reply, next) => {
    if (reads.has(call.operation)) return tell(contents, call, reply, next)
    const choice = choiceOf(contents, call)
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

/** Which checksum S3 is to keep of what the call stores; undefined where the client chooses none. */
function choiceOf(contents: BucketContents, call: S3Call): ChecksumChoice | undefined {
  const { operation, request } = call
  const claim = incomingOf(request)?.claim
  if (operation === 'PutObject') return claim && { ...claim, type: 'FULL_OBJECT' }
  const asked = checksumAlgorithm.safeParse(String(request.headers['x-amz-checksum-algorithm']).toUpperCase()).data
  if (operation === 'CopyObject') {
    const source = copySourceOf(request)
    // A copy is in one piece, whatever the original was.
    const ofSource = source && contents.object(source.bucket, source.key)?.checksum
    const algorithm = asked ?? ofSource?.algorithm
    if (ofSource?.type === 'FULL_OBJECT' && ofSource.algorithm === algorithm) return ofSource
    return algorithm && { algorithm, type: 'FULL_OBJECT' }
  }
  if (operation !== 'CreateMultipartUpload' || !asked) return undefined
  const isWhole = asked === 'CRC64NVME' || request.headers['x-amz-checksum-type'] === 'FULL_OBJECT'
  return { algorithm: asked, type: isWhole ? 'FULL_OBJECT' : 'COMPOSITE' }
}
