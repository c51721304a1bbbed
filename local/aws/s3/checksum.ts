import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc'
import type { ChecksumAlgorithm, ChecksumChoice, StoredObject } from './storage.ts'

/** A checksum as S3 tells it. */
export type ObjectChecksum = ChecksumChoice & Required<Pick<ChecksumChoice, 'value'>>

/** Sums bytes up as they come. */
export interface Digester {
  update(bytes: Uint8Array): void
  digest(): Uint8Array | Promise<Uint8Array>
}

/** What S3 keeps of an object that came without a checksum. */
const UNASKED: ChecksumChoice = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' }

/** Reads the bytes of an object from `start` up to before `end`. */
type Read = (start: number, end: number) => AsyncIterable<Uint8Array>

/** The checksum that S3 keeps of an object: the one that its client chose, else one of its own. */
export async function checksumOf(object: StoredObject, read: Read): Promise<ObjectChecksum> {
  const { checksum = UNASKED, parts, contentLength } = object
  const { algorithm, type, value } = checksum
  if (value !== undefined) return { algorithm, type, value }
  if (type === 'FULL_OBJECT' || !parts) {
    return { algorithm, type, value: base64(await digest(algorithm, read(0, contentLength))) }
  }
  const digests: Uint8Array[] = []
  for (const { offset, length } of parts) digests.push(await digest(algorithm, read(offset, offset + length)))
  const whole = base64(await digest(algorithm, [Buffer.concat(digests)]))
  return { algorithm, type, value: `${whole}-${digests.length}` }
}

/** The checksum that is put together from those of the parts; undefined where it cannot be made at once. */
export function compositeOf(algorithm: ChecksumAlgorithm, digests: readonly Uint8Array[]): string | undefined {
  const digester = digesterOf(algorithm)
  digester.update(Buffer.concat(digests))
  const sum = digester.digest()
  return sum instanceof Promise ? undefined : `${base64(sum)}-${digests.length}`
}

/** Bytes as S3 writes those of a checksum. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** What sums bytes up by an algorithm. */
export function digesterOf(algorithm: ChecksumAlgorithm): Digester {
  if (algorithm === 'CRC32C') return new Crc32c()
  if (algorithm === 'CRC64NVME') return new Crc64Nvme()
  return algorithm === 'CRC32' ? crc32Digester() : createHash(algorithm)
}

function crc32Digester(): Digester {
  let sum = 0
  return {
    update: (bytes) => {
      sum = crc32(bytes, sum)
    },
    digest: () => {
      const value = Buffer.alloc(4)
      value.writeUInt32BE(sum)
      return value
    },
  }
}

async function digest(
  algorithm: ChecksumAlgorithm,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Uint8Array> {
  const digester = digesterOf(algorithm)
  for await (const chunk of source) digester.update(chunk)
  return digester.digest()
}
