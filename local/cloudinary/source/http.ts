import http from 'node:http'
import https from 'node:https'
import { Refusal } from '../refusal.ts'

const redirectsMax = 5
const idleTimeoutMs = 60_000

// Not fetch: it would undo a content encoding, and the bytes that are stored are the bytes that were sent.
function get(url: string, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const client = url.startsWith('https:') ? https : http
  const request = client.get(url, { signal, agent: false }, resolve)
  request.setTimeout(idleTimeoutMs, () => request.destroy(new Error('Timeout')))
  request.on('error', reject)
  return promise
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? ('code' in error && error.code ? String(error.code) : error.message) : String(error)
}

async function follow(url: string, signal: AbortSignal, redirectsLeft: number): Promise<http.IncomingMessage> {
  const response = await get(url, signal)
  const { statusCode = 0, statusMessage = '', headers } = response
  if (statusCode === 200) return response
  response.destroy()
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined
  if (!isRedirect) throw new Error(`${statusCode} ${statusMessage}`)
  if (redirectsLeft === 0) throw new Error('Too many redirects')
  return follow(new URL(headers.location ?? '', url).href, signal, redirectsLeft - 1)
}

/** Opens a web address, following redirects; refuses in Cloudinary's words when it does not answer 200. */
export async function openHttp(url: string, signal: AbortSignal): Promise<http.IncomingMessage> {
  try {
    return await follow(url, signal, redirectsMax)
  } catch (cause) {
    throw new Refusal(400, `Error in loading ${url} - ${reasonOf(cause)}`, { cause })
  }
}
