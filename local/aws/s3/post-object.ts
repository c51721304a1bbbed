import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import busboy from 'busboy'
import { type AwsError, noSuchBucket, sendS3Error, sendXml } from '../answers.ts'
import { type S3Call, s3CallOf } from '../calls.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { incomingBytesMax, keep, note } from './incoming.ts'
import { descriptionOf } from './object-headers.ts'
import { refusalOfKey, refusalOfMetadata } from './object-limits.ts'
import { put, type Stores } from './put-object.ts'
import { type Received, receive } from './receive.ts'
import { element } from './xml.ts'

/** The type under which Fastify gives forms to what is declared here; clients cannot name it. */
export const formType = 'application/x-local-s3-form'

/** What stands in a key for the name of the file. */
const FILE_NAME = '$' + '{filename}'

interface Form {
  readonly fields: Readonly<Record<string, string>>
  readonly key: string
}

const forms = new WeakMap<FastifyRequest, Form>()
// S3 takes 20 KB of fields.
const limits = { fileSize: incomingBytesMax, files: 1, fieldSize: 20_000, fields: 1000 }

const notAForm: AwsError = {
  status: 400,
  code: 'MalformedPOSTRequest',
  message: 'The body of your POST request is not well-formed multipart/form-data.',
}

const noKey: AwsError = {
  status: 400,
  code: 'InvalidArgument',
  message: "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
}

/** True for the type of an HTML form with a file. */
export function isForm(contentType: string): boolean {
  return /^multipart\/form-data/i.test(contentType)
}

/** Gap: fauxqs holds forms in memory. This puts their file away as it comes. */
export function registerForms(app: FastifyInstance, contents: BucketContents): void {
  app.addContentTypeParser(formType, async (request: FastifyRequest, payload: IncomingMessage) => {
    const call = s3CallOf(request)
    if (contents.bucket(call.bucket)) await take(call, payload, contents)
    else payload.resume()
  })
}

async function take({ bucket, request }: S3Call, payload: IncomingMessage, contents: BucketContents): Promise<void> {
  const fields: Record<string, string> = Object.create(null)
  let file: Promise<Received> | undefined
  let key = ''
  const reader = openReader(request)
  reader?.on('field', (name, value) => {
    // What comes behind the file does not count.
    if (!file) fields[name] = value
  })
  reader?.on('file', (name, stream, { filename }) => {
    key = (fields.key ?? '').replaceAll(FILE_NAME, filename ?? '')
    if (name !== 'file' || key === '') return void stream.resume()
    file = receive(whole(stream), contents.openPiece(bucket, key))
    file.catch((error) => reader.destroy(error))
  })
  try {
    if (reader) await pour(payload, reader)
    const received = await file
    if (received) note(request, { ...received, claim: undefined })
    if (reader) forms.set(request, { fields, key })
  } catch (error) {
    await file?.then(({ piece }) => contents.removePieces([piece])).catch(() => undefined)
    // A form that is none is answered as such, a storage that fails is not.
    if (error instanceof Error && ('statusCode' in error || 'code' in error)) throw error
  } finally {
    payload.resume()
  }
}

function openReader({ headers }: FastifyRequest): busboy.Busboy | undefined {
  const contentType = headers['content-type']?.replace(formType, 'multipart/form-data')
  try {
    return busboy({ headers: { ...headers, 'content-type': contentType }, limits, defParamCharset: 'utf8' })
  } catch {
    return undefined
  }
}

async function pour(payload: IncomingMessage, reader: busboy.Busboy): Promise<void> {
  const broken = (error: Error) => reader.destroy(error)
  payload.once('error', broken).pipe(reader)
  try {
    await once(reader, 'close')
  } finally {
    payload.off('error', broken).unpipe(reader)
  }
}

async function* whole(stream: Readable & { readonly truncated?: boolean }): AsyncGenerator<Uint8Array> {
  yield* stream
  if (stream.truncated) throw Object.assign(new Error('too large'), { statusCode: 413 })
}

/** PostObject: an HTML form whose last field is the file. */
export function postObject(stores: Stores, { bucket, request }: S3Call, reply: FastifyReply): unknown {
  if (!stores.contents.bucket(bucket)) return sendS3Error(reply, noSuchBucket)
  const form = forms.get(request)
  if (!form) return sendS3Error(reply, notAForm)
  const tooMuch = refusalOfKey(form.key) ?? refusalOfMetadata(inBytes(form.fields))
  if (tooMuch) return sendS3Error(reply, tooMuch)
  const incoming = form.key === '' ? undefined : keep(request)
  if (!incoming) return sendS3Error(reply, noKey)
  const { fields, key } = form
  const etag = `"${incoming.md5}"`
  put(stores, { bucket, key }, { pieces: [incoming.piece], etag }, descriptionOf(fields, 'binary/octet-stream'))
  const redirect = URL.parse(fields.success_action_redirect ?? fields.redirect ?? '')
  if (!redirect) return answer({ bucket, key, etag }, fields.success_action_status, reply)
  for (const [name, value] of Object.entries({ bucket, key, etag })) redirect.searchParams.set(name, value)
  return void reply.header('location', redirect.href).status(303).send()
}

/** Fields as headers would bring them: a character for each byte. */
function inBytes(fields: Form['fields']): Form['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
  )
}

function answer(
  { bucket, key, etag }: { readonly bucket: string; readonly key: string; readonly etag: string },
  wanted: string | undefined,
  reply: FastifyReply,
): void {
  reply.header('etag', etag)
  if (wanted !== '201') return void reply.status(wanted === '200' ? 200 : 204).send()
  const content = element('Bucket', bucket) + element('Key', key) + element('ETag', etag)
  sendXml(reply, `<PostResponse>${content}</PostResponse>`, 201)
}
