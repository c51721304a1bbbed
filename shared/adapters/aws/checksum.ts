import {
  HeadObjectCommand,
  type HeadObjectCommandInput,
  type HeadObjectCommandOutput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

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

/** Asks S3 for all that HEAD tells, the checksum included where S3 may tell it. */
export async function headObject(client: S3Client, input: HeadObjectCommandInput): Promise<HeadObjectCommandOutput> {
  try {
    return await client.send(new HeadObjectCommand({ ...input, ChecksumMode: 'ENABLED' }))
  } catch (thrown) {
    const isRefused = thrown instanceof S3ServiceException && thrown.$metadata.httpStatusCode === 403
    if (!isRefused) throw thrown
    // The checksum of an object by SSE-KMS takes kms:Decrypt, which the rest does not; HEAD does not say what it was refused for.
    return client.send(new HeadObjectCommand(input))
  }
}

/** The checksum of the whole object, as `algorithm:value`; one that was put together from those of its parts says nothing of another copy. */
export function checksumOf(head: HeadObjectCommandOutput): string | undefined {
  if (head.ChecksumType !== 'FULL_OBJECT') return undefined
  for (const [algorithm, field] of Object.entries(FIELDS)) {
    const value = head[field]
    if (value !== undefined) return `${algorithm}:${value}`
  }
  return undefined
}
