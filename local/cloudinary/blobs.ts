import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { notePassing } from '../passing-bytes.ts'
import { randomId } from './random.ts'

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

// Passes bytes on unchanged, counting and hashing them and keeping the first ones.
class Tally {
  readonly #hash = createHash('md5')
  readonly #heads: Uint8Array[] = []
  #bytes = 0

  async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (this.#bytes < headBytesMax) this.#heads.push(chunk.subarray(0, headBytesMax - this.#bytes))
      this.#bytes += chunk.length
      this.#hash.update(chunk)
      yield chunk
      notePassing(chunk.length)
    }
  }

  storedAs(id: string): StoredBytes {
    return { id, bytes: this.#bytes, md5: this.#hash.digest('hex'), head: Buffer.concat(this.#heads) }
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return chunks
}

/** Keeps bytes for as long as the process runs. */
export function createMemoryBlobs(): Blobs {
  const contents = new Map<string, Buffer>()
  return {
    write: async (source) => {
      const tally = new Tally()
      const content = Buffer.concat(await collect(tally.pass(source)))
      const stored = tally.storedAs(randomId())
      contents.set(stored.id, content)
      return stored
    },
    read: async (id) => {
      const content = contents.get(id)
      if (!content) throw new Error(`No blob ${id}`)
      return Readable.from([content])
    },
    remove: async (id) => void contents.delete(id),
  }
}

/** Keeps bytes in files; those that no asset names any more when it opens are left over from a crash and go. */
export async function openDiskBlobs(directory: string, isUsed: (id: string) => boolean): Promise<Blobs> {
  await mkdir(directory, { recursive: true })
  const remove = (id: string) => rm(join(directory, id), { force: true })
  await Promise.all((await readdir(directory)).filter((id) => !isUsed(id)).map(remove))
  return {
    write: async (source) => {
      const id = randomId()
      const tally = new Tally()
      try {
        await pipeline(tally.pass(source), createWriteStream(join(directory, id)))
      } catch (error) {
        await remove(id)
        throw error
      }
      return tally.storedAs(id)
    },
    read: async (id) => (await open(join(directory, id))).createReadStream(),
    remove,
  }
}
