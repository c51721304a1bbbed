import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc'
import type { ChecksumAlgorithm, ChecksumChoice, StoredObject } from './storage.ts'

/** A checksum as S3 tells it. */
export interface ObjectChecksum extends ChecksumChoice {
  /** In base64; a composite one is followed by the number of parts. */
  readonly value: string
}

/** What S3 keeps of an object that came without a checksum. */
const UNASKED = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' } as const

/** The checksum that S3 keeps of an object: the one that its client chose, else one of its own. */
export async function checksumOf({ checksum = UNASKED, parts }: StoredObject, body: Buffer): Promise<ObjectChecksum> {
  const { algorithm, type } = checksum
  if (type === 'FULL_OBJECT' || !parts) return { algorithm, type, value: await digest(algorithm, body) }
  const digests = parts.map(({ offset, length }) => rawDigest(algorithm, body.subarray(offset, offset + length)))
  const whole = await digest(algorithm, Buffer.concat(await Promise.all(digests)))
  return { algorithm, type, value: `${whole}-${parts.length}` }
}

/** The checksum of bytes, in base64. */
export async function digest(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<string> {
  return Buffer.from(await rawDigest(algorithm, bytes)).toString('base64')
}

async function rawDigest(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<Uint8Array> {
  if (algorithm === 'SHA1' || algorithm === 'SHA256') return createHash(algorithm).update(bytes).digest()
  if (algorithm === 'CRC32') {
    const value = Buffer.alloc(4)
    value.writeUInt32BE(crc32(bytes))
    return value
  }
  const checksum = algorithm === 'CRC32C' ? new Crc32c() : new Crc64Nvme()
  checksum.update(bytes)
  return checksum.digest()
}
