import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { AssetAddress } from '../model/address.ts'

/** An HTTP request as the webhook sees it. Header names are in lower case. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** What a notification says: it is about an address; it is about nothing we follow; or it is not Cloudinary's. */
export type Notification =
  | { readonly kind: 'about'; readonly address: AssetAddress }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string }

/** Cloudinary tries again for about ten minutes; its own SDKs take a signature for two hours. */
const AGE_SECONDS_MAX = 7200
const AHEAD_SECONDS_MAX = 300

const notificationSchema = z.object({
  notification_type: z.string(),
  public_id: z.string().min(1),
  resource_type: z.enum(['image', 'video', 'raw']),
  type: z.enum(['upload', 'private', 'authenticated']).default('upload'),
})

/**
 * Checks a notification's signature and age, and reads which asset it is about.
 * Source: Cloudinary documentation, "Verifying notification signatures": hex(hash(body + timestamp + secret)).
 */
export function readNotification({ headers, body }: WebhookRequest, apiSecret: string, nowMs: number): Notification {
  const { 'x-cld-signature': signature = '', 'x-cld-timestamp': timestamp = '' } = headers
  if (!/^\d{1,12}$/.test(timestamp)) return rejected('expected Unix seconds in X-Cld-Timestamp')
  if (!isSigned(signature, body + timestamp, apiSecret)) return rejected('the signature is not that of the body')
  const ageSeconds = nowMs / 1000 - Number(timestamp)
  if (ageSeconds > AGE_SECONDS_MAX || ageSeconds < -AHEAD_SECONDS_MAX) {
    return rejected(
      `expected a timestamp of the last ${AGE_SECONDS_MAX} s, found one of ${Math.round(ageSeconds)} s ago`,
    )
  }
  const parsed = notificationSchema.safeParse(parseJson(body))
  if (!parsed.success) return { kind: 'ignored', reason: 'it names no asset' }
  const { public_id: publicId, resource_type: resourceType, type } = parsed.data
  return { kind: 'about', address: { resourceType, type, publicId } }
}

function rejected(reason: string): Notification {
  return { kind: 'rejected', reason }
}

/** The account says which of the two hashes it signs with; the length of the signature shows it. */
function isSigned(signature: string, text: string, apiSecret: string): boolean {
  const algorithm = signature.length === 64 ? 'sha256' : 'sha1'
  const expected = createHash(algorithm)
    .update(text + apiSecret)
    .digest()
  const found = Buffer.from(signature, 'hex')
  return found.length === expected.length && timingSafeEqual(found, expected)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
