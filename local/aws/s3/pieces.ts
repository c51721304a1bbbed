import { Readable } from 'node:stream'
import type { Piece } from './storage.ts'

// As large as what sockets read: larger ones cost 80 MB more, since their memory is not soon used again.
const chunkBytes = 64 * 1024
const chunksAhead = 2

/** A section of one piece. */
export interface Section {
  readonly piece: Piece
  readonly start: number
  readonly end: number
}

/** Reads some bytes of a piece, at most that many. */
export type ReadSection = (section: Section, chunkBytes: number) => AsyncIterable<Uint8Array>

/** How many bytes there are in all pieces. */
export function bytesOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** What of each piece is between two places of the whole. */
export function sectionsOf(pieces: readonly Piece[], start: number, end: number): Section[] {
  const sections: Section[] = []
  let offset = 0
  for (const piece of pieces) {
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, piece.bytes)]
    if (from < to) sections.push({ piece, start: from, end: to })
    offset += piece.bytes
  }
  return sections
}

/** A stream of sections, one after the other; of each only what is asked for is read. */
export function streamOf(sections: readonly Section[], read: ReadSection): Readable {
  async function* all(): AsyncGenerator<Uint8Array> {
    for (const section of sections) yield* read(section, chunkBytes)
  }
  return Readable.from(all(), { highWaterMark: chunksAhead })
}
