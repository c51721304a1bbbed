import { Readable } from 'node:stream'
import type { Blobs, StoredBytes } from '../blobs.ts'
import { Refusal } from '../refusal.ts'
import { openHttp } from './http.ts'
import type { Reach } from './reach.ts'

/** Bytes that were fetched, and the name they went by where they came from. */
export interface Fetched {
  readonly content: StoredBytes
  readonly name: string
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function decodeDataUri(uri: string): Buffer {
  const comma = uri.indexOf(',')
  if (comma < 0) throw new Refusal(400, 'Invalid data URI')
  const body = uri.slice(comma + 1)
  if (/;base64$/i.test(uri.slice(0, comma))) return Buffer.from(body, 'base64')
  return Buffer.from(decodeLeniently(body))
}

async function open(url: string, reach: Reach, signal: AbortSignal): Promise<Readable> {
  if (/^https?:\/\//i.test(url)) {
    if (reach.reaches(url)) return openHttp(url, signal)
    throw new Refusal(400, `Error in loading ${url} - Connection refused`)
  }
  if (url.startsWith('s3://')) return reach.open(url, signal)
  if (url.startsWith('data:')) return Readable.from([decodeDataUri(url)])
  throw new Refusal(400, `Unsupported source URL: ${url}`)
}

function nameOf(url: string): string {
  if (url.startsWith('s3://')) return lastSegment(url)
  if (url.startsWith('data:')) return `file.${/^data:\w+\/(\w+)/.exec(url)?.[1] ?? ''}`
  return lastSegment(decodeLeniently(URL.parse(url)?.pathname ?? ''))
}

/** Fetches what a `file` parameter that is no file points to: a web address, an s3:// address or a data: URI. */
export async function fetchSource(url: string, reach: Reach, blobs: Blobs, signal: AbortSignal): Promise<Fetched> {
  const stream = await open(url, reach, signal)
  try {
    return { content: await blobs.write(stream), name: nameOf(url) }
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new Refusal(400, `Error in loading ${url} - connection broke off`, { cause })
  }
}
