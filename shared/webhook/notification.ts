import { createHash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { AssetAddress } from '../model/address.ts'

/** An HTTP request as the webhook sees it. Header names are in lower case. */
export interface WebhookRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As it was sent, or in base64. */
  readonly body: string
  readonly isBase64Encoded: boolean
}

/** A request that looks as Cloudinary's do. Whether it is one only the account's secret can tell. */
export interface SignedRequest {
  readonly body: string
  readonly timestamp: string
  readonly signature: Buffer
  readonly algorithm: 'sha1' | 'sha256'
}

/** Why a request is not Cloudinary's. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly reason: string
}

/** What a notification says: it is about an address; it is about nothing we follow; or it is not Cloudinary's. */
export type Notification =
  | { readonly kind: 'about'; readonly address: AssetAddress }
  | { readonly kind: 'ignored'; readonly reason: string }
  | Rejected

/** Cloudinary tries again for about ten minutes; its own SDKs take a signature for two hours. */
const AGE_SECONDS_MAX = 7200
const AHEAD_SECONDS_MAX = 300

/** Far more than a notification of an upload has, and little to hash. */
export const BODY_CHARACTERS_MAX = 262_144

const SIGNATURE = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

const notificationSchema = z.object({
  notification_type: z.string(),
  public_id: z.string().min(1),
  resource_type: z.enum(['image', 'video', 'raw']),
  type: z.enum(['upload', 'private', 'authenticated']).default('upload'),
})

/** The first look, which costs next to nothing: method, size, and the shape and age of what Cloudinary signs with. */
export function readRequest(request: WebhookRequest, nowMs: number): SignedRequest | Rejected {
  const { method, headers, body, isBase64Encoded } = request
  const { 'x-cld-signature': signature = '', 'x-cld-timestamp': timestamp = '' } = headers
  if (method !== 'POST') return rejected('expected a POST')
  if (body.length > BODY_CHARACTERS_MAX) return rejected(`expected at most ${BODY_CHARACTERS_MAX} characters`)
  if (!/^\d{1,12}$/.test(timestamp)) return rejected('expected Unix seconds in X-Cld-Timestamp')
  if (!SIGNATURE.test(signature)) {
    return rejected('expected a signature of 40 or 64 hexadecimal digits in X-Cld-Signature')
  }
  const ageSeconds = nowMs / 1000 - Number(timestamp)
  if (ageSeconds > AGE_SECONDS_MAX || ageSeconds < -AHEAD_SECONDS_MAX) {
    return rejected(
      `expected a timestamp of the last ${AGE_SECONDS_MAX} s, found one of ${Math.round(ageSeconds)} s ago`,
    )
  }
  return {
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body,
    timestamp,
    signature: Buffer.from(signature, 'hex'),
    // The account says which of the two hashes it signs with; the length of the signature shows it.
    algorithm: signature.length === 64 ? 'sha256' : 'sha1',
  }
}

/**
 * Checks a notification's signature, and reads which asset it is about.
 * Source: Cloudinary documentation, "Verifying notification signatures": hex(hash(body + timestamp + secret)).
 */
export function readNotification(request: SignedRequest, apiSecret: string): Notification {
  const { body, timestamp, signature, algorithm } = request
  const expected = createHash(algorithm)
    .update(body + timestamp + apiSecret)
    .digest()
  if (!timingSafeEqual(signature, expected)) return rejected('the signature is not that of the body')
  const parsed = notificationSchema.safeParse(parseJson(body))
  if (!parsed.success) return { kind: 'ignored', reason: 'it names no asset' }
  const { public_id: publicId, resource_type: resourceType, type } = parsed.data
  return { kind: 'about', address: { resourceType, type, publicId } }
}

function rejected(reason: string): Rejected {
  return { kind: 'rejected', reason }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
