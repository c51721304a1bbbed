/** The content of an object, by the names that are known of its bytes. */
export interface Content {
  /** As S3 says it, without quotes. A copy may have another one: that of an object in parts, or by KMS, is no MD5. */
  readonly etag: string
  readonly sizeBytes: number
  /** S3's checksum of the whole object, as `algorithm:value`. */
  readonly checksum?: string | undefined
  /** Hexadecimal. */
  readonly md5?: string | undefined
}

/** An object as far as its content goes. */
interface NamedObject {
  readonly etag: string
  readonly etagIsMd5: boolean
  readonly sizeBytes: number
  readonly checksum?: string | undefined
}

/** All that names the content of an object. */
export function contentOf({ etag, etagIsMd5, sizeBytes, checksum }: NamedObject): Content {
  return { etag, sizeBytes, ...(checksum !== undefined && { checksum }), ...(etagIsMd5 && { md5: etag }) }
}

/**
 * True where both name the same bytes: by the strongest name that both have. A checksum may be as short as 32 bits and can be
 * forged, so that an MD5 comes first.
 */
export function sameContent(a: Content, b: Content): boolean {
  if (a.sizeBytes !== b.sizeBytes) return false
  if (a.md5 !== undefined && b.md5 !== undefined) return a.md5 === b.md5
  const isComparable = a.checksum !== undefined && b.checksum !== undefined && sameAlgorithm(a.checksum, b.checksum)
  return isComparable ? a.checksum === b.checksum : a.etag === b.etag
}

function sameAlgorithm(a: string, b: string): boolean {
  return a.split(':', 1)[0] === b.split(':', 1)[0]
}

/** The same content by the object's own names; what else was known of it stays known. */
export function renameContent(known: Content, object: NamedObject): Content {
  return { ...(known.md5 !== undefined && { md5: known.md5 }), ...contentOf(object) }
}
