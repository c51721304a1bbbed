import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'

/** The field of each algorithm, the strongest of those that S3 chooses itself first. */
const FIELDS = {
  crc64nvme: 'ChecksumCRC64NVME',
  sha256: 'ChecksumSHA256',
  sha512: 'ChecksumSHA512',
  sha1: 'ChecksumSHA1',
  md5: 'ChecksumMD5',
  xxhash128: 'ChecksumXXHASH128',
  xxhash3: 'ChecksumXXHASH3',
  xxhash64: 'ChecksumXXHASH64',
  crc32c: 'ChecksumCRC32C',
  crc32: 'ChecksumCRC32',
} as const

/** What HEAD tells of checksums. */
export type Checksums = Pick<HeadObjectCommandOutput, (typeof FIELDS)[keyof typeof FIELDS] | 'ChecksumType'>

/** The checksum of the whole object, as `algorithm:value`; one that was put together from those of its parts says nothing of another copy. */
export function checksumOf(head: Checksums): string | undefined {
  if (head.ChecksumType !== 'FULL_OBJECT') return undefined
  for (const [algorithm, field] of Object.entries(FIELDS)) {
    const value = head[field]
    if (value !== undefined) return `${algorithm}:${value}`
  }
  return undefined
}
