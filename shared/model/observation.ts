/** What S3 says of a key right now. */
export type Observation = { readonly state: 'absent' } | ObservedObject

/** An object that is there. */
export interface ObservedObject {
  readonly state: 'present'
  /** Without quotes; the content's MD5 unless `etagIsMd5` is false. */
  readonly etag: string
  /** False for multipart and KMS-encrypted objects, whose ETag says nothing of their bytes. */
  readonly etagIsMd5: boolean
  /** S3's checksum of the whole object, as `algorithm:value`; undefined where S3 keeps none, or may not tell it. */
  readonly checksum?: string | undefined
  readonly sizeBytes: number
  readonly versionId: string | undefined
  readonly lastModifiedMs: number
  /** True where the bytes lie in an archive class and have not been restored: nobody can read them. */
  readonly archived: boolean
  /** User metadata; S3 keeps its names in lower case. */
  readonly metadata: Readonly<Record<string, string>>
  /** Object tags; empty where no rule asks for them. */
  readonly tags: Readonly<Record<string, string>>
  /** What the first bytes say, where a rule asks for it. */
  readonly detected: 'image' | 'video' | 'raw' | undefined
}

/** What tells one version of an object from another. */
interface ObjectVersion {
  readonly etag: string
  readonly versionId?: string | undefined
  readonly lastModifiedMs: number
}

/** True where both say the same version of the same object. */
export function sameObject(a: ObjectVersion, b: ObjectVersion): boolean {
  return a.etag === b.etag && a.versionId === b.versionId && a.lastModifiedMs === b.lastModifiedMs
}
