import { createHash } from 'node:crypto'
import { TransientError } from '../../model/errors.ts'
import type { ObjectBytes } from '../../ports/source.ts'

/** What is sent in one request; Cloudinary takes no smaller chunk than 5 MB but the last. Source: upload API, chunked uploads. */
export const CHUNK_BYTES = 20_000_000

/** A part of a file, all of it where it is small. */
export interface Chunk {
  readonly bytes: Buffer
  /** Such as `bytes 0-19999999/30000000`; undefined where the chunk is the whole file. */
  readonly range: string | undefined
}

/**
 * Reads a file in chunks. The last one is given only if all that was read is the file that was announced, by size and MD5: what S3
 * cut off or mixed up is never complete for Cloudinary. Throws the TransientError `moving` otherwise.
 */
export async function* chunksOf(
  { sizeBytes, md5, open }: ObjectBytes,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<Chunk> {
  const hash = createHash('md5')
  let start = 0
  let parts: Uint8Array[] = []
  let length = 0
  const take = (): Chunk => {
    const bytes = Buffer.concat(parts, length)
    const end = start + length
    const isWhole = start === 0 && end === sizeBytes
    const range = isWhole ? undefined : `bytes ${start}-${end - 1}/${sizeBytes}`
    start = end
    parts = []
    length = 0
    return { bytes, range }
  }
  for await (const read of await open()) {
    hash.update(read)
    let rest = read
    // A full chunk is kept until more has come: the last one needs the whole file to be right.
    while (length + rest.length > chunkBytes) {
      parts.push(rest.subarray(0, chunkBytes - length))
      rest = rest.subarray(chunkBytes - length)
      length = chunkBytes
      yield take()
    }
    parts.push(rest)
    length += rest.length
  }
  const isRight = start + length === sizeBytes && (md5 === undefined || hash.digest('hex') === md5)
  if (!isRight) throw new TransientError('moving', 'S3 gave other bytes than the object has', { kind: 'waiting' })
  yield take()
}
