import { once } from 'node:events'
import { constants, copyFileSync, createWriteStream, linkSync, rmSync, type WriteStream, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { notePassing } from '../../passing-bytes.ts'
import { type Section, sectionsOf, streamOf } from './pieces.ts'
import type { Piece, PieceWriter } from './storage.ts'

// What is smaller is written in one step.
const smallBytesMax = 256 * 1024
const bufferedBytesMax = 1024 * 1024

/** Writes one piece into a file of its own. */
export class PieceFile implements PieceWriter {
  readonly #path: string
  readonly #small: Uint8Array[] = []
  #stream: WriteStream | undefined
  #bytes = 0

  constructor(path: string) {
    this.#path = path
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length
    if (this.#stream === undefined && this.#bytes <= smallBytesMax) return void this.#small.push(chunk)
    this.#stream ??= this.#open()
    if (this.#stream.errored) throw this.#stream.errored
    if (!this.#stream.write(chunk)) await once(this.#stream, 'drain')
  }

  async close(): Promise<Piece> {
    if (this.#stream === undefined) writeFileSync(this.#path, Buffer.concat(this.#small))
    else await finished(this.#stream.end())
    return { id: this.#path, bytes: this.#bytes }
  }

  async discard(): Promise<void> {
    const stream = this.#stream
    stream?.destroy()
    if (stream && !stream.closed) await once(stream, 'close').catch(() => undefined)
    rmSync(this.#path, { force: true })
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path, { highWaterMark: bufferedBytesMax })
    // Whoever writes next is told.
    stream.on('error', () => {})
    for (const chunk of this.#small.splice(0)) stream.write(chunk)
    return stream
  }
}

/** Gives the bytes of a file a second name. */
export function duplicateFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // Not every file system has links.
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  }
}

async function* readFile({ piece, start, end }: Section, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(piece.id)
  try {
    for (let position = start; position < end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - position))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) throw new Error(`${piece.id} has become shorter.`)
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
      notePassing(bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** Reads and removes files of pieces: what is being read goes when it has been read. */
export class PieceFiles {
  readonly #readers = new Map<string, number>()
  readonly #removed = new Set<string>()

  read(pieces: readonly Piece[], start: number, end: number): Readable {
    const sections = sectionsOf(pieces, start, end)
    for (const { piece } of sections) this.#readers.set(piece.id, (this.#readers.get(piece.id) ?? 0) + 1)
    return streamOf(sections, readFile).once('close', () => {
      for (const { piece } of sections) this.#release(piece.id)
    })
  }

  remove(pieces: readonly Piece[]): void {
    for (const { id } of pieces) {
      if (this.#readers.has(id)) this.#removed.add(id)
      else rmSync(id, { force: true })
    }
  }

  #release(id: string): void {
    const left = (this.#readers.get(id) ?? 1) - 1
    if (left > 0) return void this.#readers.set(id, left)
    this.#readers.delete(id)
    if (this.#removed.delete(id)) rmSync(id, { force: true })
  }
}
