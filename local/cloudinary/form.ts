import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import busboy from 'busboy'
import type { Blobs, StoredBytes } from './blobs.ts'
import { notKnown, Refusal } from './refusal.ts'
import type { Fields } from './signature.ts'

/** A file that came as bytes of the request. */
export interface PostedFile {
  readonly content: StoredBytes
  readonly name: string
}

/** What a request carries: parameters, each with all its values and without the `[]` of lists, and perhaps a file or JSON. */
export interface Form {
  readonly fields: Fields
  readonly json?: unknown
  readonly file?: PostedFile
}

// A data: URI is a field, and may be as large as an upload.
const limits = { fieldSize: 128 * 1024 * 1024, fields: 10_000, fieldNameSize: 1000 }

/** Collects name-value pairs into lists by name. */
export function collectFields(pairs: Iterable<readonly [string, string]>): Fields {
  const fields = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const plainName = name.replace(/\[\]$/, '')
    fields.set(plainName, [...(fields.get(plainName) ?? []), value])
  }
  return Object.fromEntries(fields)
}

// The SDK writes file names as Latin-1, browsers as UTF-8.
function decodeFileName(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1')
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') ? latin1 : text
}

async function storeFile(stream: Readable, name: string, blobs: Blobs): Promise<PostedFile> {
  return { content: await blobs.write(stream), name: decodeFileName(name) }
}

// Not a pipeline, which would take the connection down with a malformed form before it can be answered.
async function pour(request: IncomingMessage, reader: busboy.Busboy): Promise<void> {
  request.on('error', (error) => reader.destroy(error))
  request.pipe(reader)
  try {
    await finished(reader)
  } finally {
    request.unpipe(reader)
    request.resume()
  }
}

function malformed(cause: unknown): Refusal {
  return cause instanceof Refusal
    ? cause
    : new Refusal(400, cause instanceof Error ? cause.message : String(cause), { cause })
}

function openReader({ headers }: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers, limits, defParamCharset: 'latin1' })
  } catch (error) {
    throw malformed(error)
  }
}

async function parse(request: IncomingMessage, blobs: Blobs, operation: string): Promise<Form> {
  const reader = openReader(request)
  const pairs: [string, string][] = []
  let file: Promise<PostedFile> | undefined
  let storageFailure: unknown
  let refusal: Refusal | undefined
  reader.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) reader.destroy(new Refusal(400, `Parameter ${name} is too long`))
    pairs.push([name, value])
  })
  reader.on('fieldsLimit', () => {
    refusal ??= new Refusal(400, 'Too many parameters')
  })
  reader.on('file', (name, stream, { filename }) => {
    if (name !== 'file' || file) {
      refusal ??= notKnown(`Parameter ${name} of ${operation} as a ${file ? 'second ' : ''}file`)
      return void stream.resume()
    }
    file = storeFile(stream, filename ?? '', blobs)
    file.catch((error) => {
      // A reader that is gone took the file down with it, not the other way round.
      if (!reader.destroyed) storageFailure = error
      reader.destroy(error)
    })
  })
  try {
    await pour(request, reader)
    if (refusal) throw refusal
  } catch (error) {
    await file?.then(({ content }) => blobs.remove(content.id)).catch(() => undefined)
    throw storageFailure ?? malformed(error)
  }
  return { fields: collectFields(pairs), ...(file && { file: await file }) }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await text(request)
  try {
    return body === '' ? undefined : JSON.parse(body)
  } catch (cause) {
    throw new Refusal(400, 'Invalid JSON', { cause })
  }
}

/** Reads a request to its end, putting its file away; when it is cut off or malformed, keeps nothing and rejects. */
export async function receiveForm(request: IncomingMessage, blobs: Blobs, operation: string): Promise<Form> {
  const contentType = request.headers['content-type'] ?? ''
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(contentType)
  const isEmpty = request.method === 'GET' || request.method === 'HEAD'
  if (isForm && !isEmpty) return parse(request, blobs, operation)
  if (/^application\/json/i.test(contentType)) return { fields: {}, json: await readJson(request) }
  let bytes = 0
  for await (const chunk of request) bytes += chunk.length
  if (bytes > 0) throw notKnown(`A body of type ${contentType || 'none'} of ${operation}`)
  return { fields: {} }
}
