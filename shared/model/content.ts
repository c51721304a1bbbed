/** The content of an object as S3's ETag (no quotes) and size name it. */
export interface Content {
  readonly etag: string
  readonly sizeBytes: number
}

/** True where both name the same bytes. */
export function sameContent(a: Content, b: Content): boolean {
  return a.etag === b.etag && a.sizeBytes === b.sizeBytes
}
