import { createHash } from 'node:crypto'
import { Refusal } from './refusal.ts'

/** The parameters of a request: each name with all its values. */
export type Fields = Readonly<Record<string, readonly string[]>>

/** The account, and what its owner knows. */
export interface Credentials {
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
}

const unsigned = new Set(['file', 'api_key', 'signature', 'resource_type', 'cloud_name'])
const staleAfterSeconds = 3600

// Version 2 keeps a value from posing as another parameter by writing its `&` as `%26`.
function stringToSign(fields: Fields, version: 1 | 2): string {
  return Object.entries(fields)
    .filter(([name]) => !unsigned.has(name))
    .map(([name, values]): [string, string] => [name, values.join(',')])
    .filter(([, value]) => value !== '')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (version === 2 ? `${name}=${value}`.replaceAll('&', '%26') : `${name}=${value}`))
    .join('&')
}

function hash(algorithm: 'sha1' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex')
}

/** Signs the way every answer is signed, so that a client can tell that it is Cloudinary's. */
export function signAnswer(publicId: string, version: number, apiSecret: string): string {
  return hash('sha1', `public_id=${publicId}&version=${version}${apiSecret}`)
}

function isSigned(fields: Fields, signature: string, secret: string): boolean {
  const algorithm = signature.length === 64 ? 'sha256' : 'sha1'
  return [stringToSign(fields, 2), stringToSign(fields, 1)].some((text) => hash(algorithm, text + secret) === signature)
}

function required(fields: Fields, name: string): string {
  const value = fields[name]?.at(-1)
  if (!value) throw new Refusal(400, `Missing required parameter - ${name}`)
  return value
}

function checkTime(timestamp: string, nowMs: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw new Refusal(400, `Invalid timestamp ${timestamp}`)
  if (nowMs / 1000 - Number(timestamp) <= staleAfterSeconds) return
  const reported = new Date(Number(timestamp) * 1000).toISOString().replace('T', ' ').replace('.000Z', ' +0000')
  throw new Refusal(400, `Stale request - reported time is ${reported} which is more than 1 hour ago`)
}

/** Says whether a request makes no claim to come from the account's owner. */
export function isUnsigned(fields: Fields): boolean {
  return !fields.signature && !fields.api_key
}

/** Lets a request of the Upload API pass only if the account's secret signed it, within the last hour. */
export function checkSignature(fields: Fields, { apiKey, apiSecret }: Credentials, nowMs: number): void {
  if (isUnsigned(fields)) {
    throw new Refusal(400, 'Upload preset must be specified when using unsigned upload')
  }
  const key = required(fields, 'api_key')
  const signature = required(fields, 'signature')
  const timestamp = required(fields, 'timestamp')
  if (key !== apiKey) throw new Refusal(401, `Unknown API key ${key}`)
  if (!isSigned(fields, signature, apiSecret)) {
    throw new Refusal(401, `Invalid Signature ${signature}. String to sign - '${stringToSign(fields, 2)}'.`)
  }
  checkTime(timestamp, nowMs)
}

/** Lets a call of the Admin API pass only with the account's key and secret. */
export function checkBasicAuthorization(header: string | undefined, { apiKey, apiSecret }: Credentials): void {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) throw new Refusal(401, 'Invalid credentials')
  const [, key, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (key !== apiKey) throw new Refusal(401, 'unknown api_key')
  if (secret !== apiSecret) throw new Refusal(401, 'api_secret mismatch')
}
