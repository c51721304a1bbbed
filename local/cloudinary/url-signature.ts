import { createHash } from 'node:crypto'
import { isStep } from './transform/parse.ts'

/** A delivery address taken apart: whether its signature is the account's, and the rest of it. */
export interface SignedAddress {
  readonly signature: 'none' | 'right' | 'wrong'
  readonly segments: readonly string[]
}

function digest(algorithm: 'sha1' | 'sha256', text: string) {
  return createHash(algorithm).update(text).digest('base64').replaceAll('/', '_').replaceAll('+', '-')
}

/** What is signed: the transformation and the public ID with its format, and not the version. */
function textToSign(segments: readonly string[]): string {
  const end = segments.findIndex((segment) => !isStep(segment))
  const isVersioned = end >= 0 && /^v\d+$/.test(segments[end] ?? '')
  return segments.filter((_, index) => !isVersioned || index !== end).join('/')
}

/**
 * Takes a signature such as `s--Ai4Znfl3--` from what follows the delivery type: 8 characters of SHA-1, or 32 of SHA-256.
 * Source: Cloudinary documentation, "Signed delivery URLs".
 */
export function readSignature(segments: readonly string[], apiSecret: string): SignedAddress {
  const [first = '', ...rest] = segments
  const [, signature] = /^s--([\w-]{8}|[\w-]{32})--$/.exec(first) ?? []
  if (signature === undefined) return { signature: 'none', segments }
  const text = textToSign(rest)
  // The SDKs sign what they write into the address, which is escaped.
  const texts = [text, encodeURIComponent(text).replace(/%3A|%2F|%2C/g, decodeURIComponent)]
  const algorithm = signature.length === 8 ? 'sha1' : 'sha256'
  const expected = texts.map((one) => digest(algorithm, one + apiSecret).slice(0, signature.length))
  return { signature: expected.includes(signature) ? 'right' : 'wrong', segments: rest }
}
