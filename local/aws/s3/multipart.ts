import { createHash } from 'node:crypto'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { type AwsError, malformedXml, noSuchBucket, noSuchUpload, sendS3Error, sendXml } from '../answers.ts'
import type { S3Call } from '../calls.ts'
import type { FastifyReply } from '../fauxqs.ts'
import { textBody } from './bodies.ts'
import { compositeOf } from './checksum.ts'
import { keep } from './incoming.ts'
import { checksumFields, put, type Stores } from './put-object.ts'
import type { ChecksumChoice, NewObject } from './storage.ts'
import type { Part, Upload } from './uploads.ts'
import { childrenOf, element, parseXml, textOf } from './xml.ts'

const partBytesMin = 5 * 2 ** 20

function refused(code: string, message: string): AwsError {
  return { status: 400, code, message }
}

const invalidPart = refused(
  'InvalidPart',
  "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
)
const invalidPartOrder = refused(
  'InvalidPartOrder',
  'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
)
const entityTooSmall = refused('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')

function uploadOf({ contents }: Stores, call: S3Call): Upload | undefined {
  return contents.upload(call.query.get('uploadId') ?? '', call)
}

/** UploadPart: what the request has brought becomes a part. */
export function uploadPart(stores: Stores, call: S3Call, reply: FastifyReply): unknown {
  const upload = uploadOf(stores, call)
  if (!upload) return sendS3Error(reply, noSuchUpload)
  const number = Number(call.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    return sendS3Error(
      reply,
      refused('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive'),
    )
  }
  const incoming = keep(call.request)
  if (!incoming) return sendS3Error(reply, refused('IncompleteBody', 'The request has no body.'))
  const { piece, md5, claim } = incoming
  const mismatch = mismatchOf(upload, claim)
  if (mismatch) {
    stores.contents.removePieces([piece])
    return sendS3Error(reply, mismatch)
  }
  const replaced = upload.parts.get(number)
  upload.parts.set(number, { piece, md5, checksum: claim })
  if (replaced) stores.contents.removePieces([replaced.piece])
  return answerPart(call, { md5, claim }, reply)
}

/** Where the checksum of the whole is put together from those of the parts, each has to bring one of the same kind. */
function mismatchOf({ details: { checksum } }: Upload, claim: Part['checksum']): AwsError | undefined {
  if (checksum?.type !== 'COMPOSITE' || claim?.algorithm === checksum.algorithm) return undefined
  const [expected, actual] = [checksum.algorithm, claim?.algorithm ?? 'null'].map((name) => name.toLowerCase())
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`
  return refused('InvalidRequest', message)
}

function answerPart(
  { request }: S3Call,
  { md5, claim }: { readonly md5: string; readonly claim: Part['checksum'] },
  reply: FastifyReply,
): unknown {
  const etag = `"${md5}"`
  if ('x-amz-copy-source' in request.headers) {
    const modified = element('LastModified', new Date(systemClock.nowMs()).toISOString())
    return sendXml(reply, `<CopyPartResult>${element('ETag', etag)}${modified}</CopyPartResult>`)
  }
  if (claim) reply.header(`x-amz-checksum-${claim.algorithm.toLowerCase()}`, claim.value)
  return void reply.header('etag', etag).status(200).send()
}

/** A part as a completion names it. */
interface Named {
  readonly number: number
  readonly etag: string
  /** What it says of the part's checksum, by a kind of checksums. */
  readonly checksum: (algorithm: string) => string | undefined
}

/** CompleteMultipartUpload, in one step: the parts stay where they are, and become one object. */
export function completeUpload(stores: Stores, call: S3Call, reply: FastifyReply): unknown {
  const upload = uploadOf(stores, call)
  if (!upload) return sendS3Error(reply, noSuchUpload)
  if (!stores.contents.bucket(call.bucket)) return sendS3Error(reply, noSuchBucket)
  const named = readNames(textBody(call.request))
  if (!named) return sendS3Error(reply, malformedXml)
  const parts = choose(upload, named)
  if ('code' in parts) return sendS3Error(reply, parts)
  const digest = createHash('md5')
    .update(Buffer.from(parts.map(({ md5 }) => md5).join(''), 'hex'))
    .digest('hex')
  const etag = `"${digest}-${parts.length}"`
  const checksum = checksumOfParts(upload, parts)
  const description = { ...upload.description, ...fieldsOf(checksum, parts) }
  const details = { ...upload.details, checksum: checksum ?? upload.details.checksum }
  put(
    stores,
    upload,
    { pieces: parts.map(({ piece }) => piece), etag, parts: placesOf(named, parts) },
    description,
    details,
  )
  // They are the object's now. What the client has not named goes with the upload.
  for (const { number } of named) upload.parts.delete(number)
  stores.s3.abortMultipartUpload(call.query.get('uploadId') ?? '')
  return answerCompletion(call, etag, checksum, reply)
}

function answerCompletion(
  { bucket, key, request }: S3Call,
  etag: string,
  checksum: ChecksumChoice | undefined,
  reply: FastifyReply,
): void {
  const names = element('Location', `http://${request.headers.host}/${bucket}/${key}`) + element('Bucket', bucket)
  const sums =
    checksum?.value === undefined
      ? ''
      : element(`Checksum${checksum.algorithm}`, checksum.value) + element('ChecksumType', checksum.type)
  const content = `${names}${element('Key', key)}${element('ETag', etag)}${sums}`
  const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
  sendXml(reply, `<CompleteMultipartUploadResult ${xmlns}>${content}</CompleteMultipartUploadResult>`)
}

function readNames(xml: string): Named[] | undefined {
  const document = parseXml(xml)
  const parts = document ? childrenOf(document, 'Part') : []
  const named = parts.map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: textOf(part, 'ETag') ?? '',
    checksum: (algorithm: string) => textOf(part, `Checksum${algorithm}`),
  }))
  return named.length > 0 ? named : undefined
}

function choose({ parts, details }: Upload, named: readonly Named[]): Part[] | AwsError {
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0))) return invalidPartOrder
  const chosen: Part[] = []
  for (const { number, etag, checksum } of named) {
    const part = parts.get(number)
    if (part?.md5 !== etag.replaceAll('"', '')) return invalidPart
    const algorithm = details.checksum?.type === 'COMPOSITE' ? details.checksum.algorithm : undefined
    const told = algorithm && checksum(algorithm)
    if (algorithm && told === undefined) return unnamedChecksum(algorithm, number)
    if (told !== undefined && told !== part.checksum?.value) return invalidPart
    chosen.push(part)
  }
  return chosen.slice(0, -1).some(({ piece }) => piece.bytes < partBytesMin) ? entityTooSmall : chosen
}

function unnamedChecksum(algorithm: string, number: number): AwsError {
  const created = `The upload was created using a ${algorithm.toLowerCase()} checksum.`
  const missing = `It was missing for part ${number} in the request.`
  return refused(
    'InvalidRequest',
    `${created} The complete request must include the checksum for each part. ${missing}`,
  )
}

function placesOf(named: readonly Named[], parts: readonly Part[]): NonNullable<NewObject['parts']> {
  let end = 0
  return parts.map(({ piece: { bytes: length } }, index) => {
    const offset = end
    end += length
    return { partNumber: named[index]?.number ?? index + 1, offset, length }
  })
}

/** The checksum that is put together from those of the parts, where the client has chosen such a one and told all of them. */
function checksumOfParts({ details }: Upload, parts: readonly Part[]): ChecksumChoice | undefined {
  const { checksum: chosen } = details
  if (chosen?.type !== 'COMPOSITE') return undefined
  const values = valuesOf(chosen, parts)
  const digests = values?.map((value) => Buffer.from(value, 'base64'))
  const value = digests && compositeOf(chosen.algorithm, digests)
  return value === undefined ? undefined : { ...chosen, value }
}

function valuesOf({ algorithm }: ChecksumChoice, parts: readonly Part[]): string[] | undefined {
  const values = parts.flatMap(({ checksum }) => (checksum?.algorithm === algorithm ? checksum.value : []))
  return values.length === parts.length ? values : undefined
}

function fieldsOf(checksum: ChecksumChoice | undefined, parts: readonly Part[]): Partial<NewObject> {
  const values = checksum && valuesOf(checksum, parts)
  if (checksum?.value === undefined || !values) return {}
  return { ...checksumFields({ ...checksum, value: checksum.value }, 'COMPOSITE'), partChecksums: values }
}
