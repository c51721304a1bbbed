import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'

/** Bytes that have been put away, and what was learnt on the way. */
export interface StoredBytes {
  readonly id: string
  readonly bytes: number
  readonly md5: string
  readonly head: Buffer
}

/** Where the bytes of assets lie. */
export interface Blobs {
  /** Puts all bytes away under a new id; when the source fails, keeps nothing and rejects. */
  write(source: AsyncIterable<Uint8Array>): Promise<StoredBytes>
  /** Rejects when there is no such blob; otherwise reads to the end, even if the blob is removed meanwhile. */
  read(id: string): Promise<Readable>
  /** Forgets a blob; it is no error when there is none. */
  remove(id: string): Promise<void>
}

const headBytesMax = 1024 * 1024

/** Passes bytes on unchanged, counting and hashing them and keeping the first ones. */
export class Tally {
  readonly #hash = createHash('md5')
  readonly #heads: Uint8Array[] = []
  #bytes = 0

  async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (this.#bytes < headBytesMax) this.#heads.push(chunk.subarray(0, headBytesMax - this.#bytes))
      this.#bytes += chunk.length
      this.#hash.update(chunk)
      yield chunk
    }
  }

  storedAs(id: string): StoredBytes {
    return { id, bytes: this.#bytes, md5: this.#hash.digest('hex'), head: Buffer.concat(this.#heads) }
  }
}
