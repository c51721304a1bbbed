import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply } from '../fauxqs.ts'
import type { StoredObject } from './storage.ts'

/** What a client says of an object besides its bytes. */
export type Description = Pick<
  StoredObject,
  'contentType' | 'metadata' | 'contentLanguage' | 'contentDisposition' | 'cacheControl' | 'contentEncoding'
>

const fields = {
  'content-language': 'contentLanguage',
  'content-disposition': 'contentDisposition',
  'cache-control': 'cacheControl',
  'content-encoding': 'contentEncoding',
} as const

// How the body was sent is not how the object is encoded.
function withoutTransfer(name: string, value: string): string {
  if (name !== 'content-encoding') return value
  return value
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked')
    .join(',')
}

/**
 * What S3 returns of a value that is not ASCII: it takes the bytes of a header for Latin-1, and encodes what it took.
 * Source: Amazon S3 User Guide, "User-defined object metadata".
 */
function asReturned(value: string): string {
  if (/^[\x20-\x7e\t]*$/.test(value)) return value
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

/** Reads what the headers of a request, or the fields of a form, say of an object. */
export function descriptionOf(
  headers: IncomingHttpHeaders | Readonly<Record<string, string>>,
  fallbackType = 'application/octet-stream',
): Description {
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), String(value)] as const],
  )
  const given = new Map(texts)
  const system = Object.entries(fields).flatMap(([name, field]) => {
    const value = withoutTransfer(name, given.get(name) ?? '')
    return value === '' ? [] : [[field, value] as const]
  })
  const metadata = texts
    .filter(([name, value]) => name.startsWith('x-amz-meta-') && value !== '')
    .map(([name, value]) => [name.slice('x-amz-meta-'.length), asReturned(value)] as const)
  return {
    contentType: given.get('content-type') || fallbackType,
    metadata: Object.fromEntries(metadata),
    ...Object.fromEntries(system),
  }
}

/** The description alone, as a copy takes it over. */
export function descriptionOfObject(object: Description): Description {
  const { contentType, metadata, contentLanguage, contentDisposition, cacheControl, contentEncoding } = object
  return {
    contentType,
    metadata,
    ...(contentLanguage !== undefined && { contentLanguage }),
    ...(contentDisposition !== undefined && { contentDisposition }),
    ...(cacheControl !== undefined && { cacheControl }),
    ...(contentEncoding !== undefined && { contentEncoding }),
  }
}

/** Tells what is known of an object in the headers of an answer. */
export function describe(reply: FastifyReply, object: StoredObject): void {
  reply.header('content-type', object.contentType).header('etag', object.etag)
  reply.header('last-modified', object.lastModified.toUTCString())
  for (const [name, field] of Object.entries(fields)) {
    const value = object[field]
    if (value !== undefined) reply.header(name, value)
  }
  for (const [name, value] of Object.entries(object.metadata)) reply.header(`x-amz-meta-${name}`, value)
}
