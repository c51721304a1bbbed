/**
 * Decodes the object key of an S3 notification, which is form-encoded: `+` is a space, the rest percent-encoded UTF-8.
 * Returns undefined where the encoding is broken. Source: Amazon S3 User Guide, "Event message structure".
 */
export function decodeEventKey(encoded: string): string | undefined {
  try {
    const key = decodeURIComponent(encoded.replaceAll('+', ' '))
    // Half of a surrogate pair is no UTF-8, and nothing can ask for a key that has one.
    return key.isWellFormed() ? key : undefined
  } catch {
    return undefined
  }
}

/**
 * Encodes an object key as S3 does in a notification, and in a listing with `encoding-type=url`: as java.net.URLEncoder does,
 * which leaves letters, digits and `* - . _` as they are, and here also the slash.
 */
export function encodeEventKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
