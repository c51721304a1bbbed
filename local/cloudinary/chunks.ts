import type { Blobs, StoredBytes } from './blobs.ts'
import { Refusal } from './refusal.ts'

/** Of each chunk but the last. Source: the SDK's guide to large uploads. */
const CHUNK_BYTES_LEAST = 5 * 2 ** 20

interface LargeUpload {
  total: number | undefined
  readonly parts: Map<number, StoredBytes>
}

/** Which part of a large upload a request carries; `total` is known only by the last part. */
export interface ChunkRange {
  readonly start: number
  readonly end: number
  readonly total: number | undefined
}

/** Reads a Content-Range, in which a total of -1 means that it is not known yet. */
export function parseChunkRange(header: string): ChunkRange {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(-1|\d+)$/.exec(header) ?? []
  if (start === undefined || end === undefined) throw new Refusal(400, `Invalid Content-Range ${header}`)
  return { start: Number(start), end: Number(end), total: total === '-1' ? undefined : Number(total) }
}

async function* readAll(parts: readonly StoredBytes[], blobs: Blobs): AsyncGenerator<Uint8Array> {
  for (const { id } of parts) yield* await blobs.read(id)
}

/** Large uploads that are still missing parts. They are lost when the process ends. */
export class Chunks {
  readonly #blobs: Blobs
  readonly #uploads = new Map<string, LargeUpload>()

  constructor(blobs: Blobs) {
    this.#blobs = blobs
  }

  /** Adds a part, and gives the whole when it is complete; a part that comes again replaces its first coming. */
  async add(uploadId: string, range: ChunkRange, content: StoredBytes): Promise<StoredBytes | undefined> {
    const { start, end, total } = range
    if (content.bytes !== end - start + 1) throw new Refusal(400, 'Content-Range does not fit the size of the chunk')
    const isLast = end + 1 === total
    if (!isLast && content.bytes < CHUNK_BYTES_LEAST)
      throw new Refusal(400, 'All parts except EOF-chunk must be larger than 5mb')
    const upload = this.#uploads.get(uploadId) ?? { total: undefined, parts: new Map<number, StoredBytes>() }
    this.#uploads.set(uploadId, upload)
    upload.total = total ?? upload.total
    const replaced = upload.parts.get(start)
    // The whole has a beginning of its own: those of all its parts would be as large as the file.
    upload.parts.set(start, { ...content, head: Buffer.alloc(0) })
    if (replaced) await this.#blobs.remove(replaced.id)
    const received = [...upload.parts.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    if (received !== upload.total) return undefined
    this.#uploads.delete(uploadId)
    return this.#assemble(upload)
  }

  async #assemble({ parts }: LargeUpload): Promise<StoredBytes> {
    const inOrder = [...parts].toSorted(([left], [right]) => left - right).map(([, content]) => content)
    const whole = await this.#blobs.write(readAll(inOrder, this.#blobs))
    await Promise.all(inOrder.map(({ id }) => this.#blobs.remove(id)))
    return whole
  }
}
