import { randomUUID } from 'node:crypto'
import { type Section, sectionsOf, streamOf } from './pieces.ts'
import type { Piece, PieceWriter, Storage } from './storage.ts'

/** Keeps bodies until the process ends, and nothing else. */
export function createMemoryStorage(): Storage {
  const bodies = new Map<string, Uint8Array>()
  const objects = new Map<string, readonly Piece[]>()
  // No bucket's name has a slash.
  const nameOf = (bucket: string, key: string) => `${bucket}/${key}`
  const removePieces = (pieces: readonly Piece[]) => {
    for (const { id } of pieces) bodies.delete(id)
  }
  const put = (body: Uint8Array): Piece => {
    const id = randomUUID()
    bodies.set(id, body)
    return { id, bytes: body.length }
  }
  const forget = (name: string) => {
    removePieces(objects.get(name) ?? [])
    objects.delete(name)
  }
  return {
    saveBucket: () => {},
    removeBucket: () => {},
    openPiece: () => openBuffer(put),
    duplicate: (pieces) => pieces.map(({ id }) => put(bodies.get(id) ?? new Uint8Array())),
    removePieces,
    saveObject: (bucket, { key }, pieces) => {
      const name = nameOf(bucket, key)
      forget(name)
      objects.set(name, pieces)
    },
    saveTags: () => {},
    removeObject: (bucket, key) => forget(nameOf(bucket, key)),
    piecesOf: (bucket, key) => objects.get(nameOf(bucket, key)) ?? [],
    read: (pieces, start, end) => {
      const sections = sectionsOf(pieces, start, end)
      // Taken now, since they may be removed before they are read.
      const taken = new Map(sections.map(({ piece: { id } }) => [id, bodies.get(id) ?? new Uint8Array()]))
      return streamOf(sections, ({ piece, ...section }) => slices(taken.get(piece.id) ?? new Uint8Array(), section))
    },
    load: () => [],
  }
}

function openBuffer(put: (body: Uint8Array) => Piece): PieceWriter {
  const chunks: Uint8Array[] = []
  return {
    write: async (chunk) => void chunks.push(chunk),
    close: async () => put(Buffer.concat(chunks)),
    discard: async () => void chunks.splice(0),
  }
}

async function* slices(body: Uint8Array, { start, end }: Omit<Section, 'piece'>): AsyncGenerator<Uint8Array> {
  yield body.subarray(start, end)
}
