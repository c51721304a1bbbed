import { createHash } from 'node:crypto'

/** Bytes, by a name that stands for them. Empty content has the name ''. */
export interface Bytes {
  readonly name: string
  /** True where the object was uploaded in parts, so that its ETag is no MD5. */
  readonly inParts: boolean
}

/** What S3 names the bytes of an object by. */
export interface ObjectNames {
  readonly etag: string
  readonly etagIsMd5: boolean
  /** Of the whole object, whatever it was uploaded by; undefined where S3 keeps none. */
  readonly checksum: string | undefined
}

/** How a bucket names what is written to it. */
export interface Naming {
  /** True where the bucket encrypts by KMS: then each write has an ETag that says nothing of its bytes. */
  readonly usesKms: boolean
  /** False as for objects of before December 2024. */
  readonly keepsChecksums: boolean
}

export function md5Of(name: string): string {
  return createHash('md5').update(name).digest('hex')
}

export function sizeOf(name: string): number {
  return name === '' ? 0 : 1000 + name.length
}

/** Names the bytes of a write, which is the bucket's `count`-th. */
export function namesOf({ name, inParts }: Bytes, { usesKms, keepsChecksums }: Naming, count: number): ObjectNames {
  const bare = usesKms ? md5Of(`write ${count} of ${name}`) : md5Of(name)
  const checksum = keepsChecksums ? `crc64nvme:${md5Of(`checksum of ${name}`).slice(0, 12)}` : undefined
  return { etag: inParts ? `${bare}-2` : bare, etagIsMd5: !inParts && !usesKms, checksum }
}
