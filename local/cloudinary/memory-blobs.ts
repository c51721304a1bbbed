import { Readable } from 'node:stream'
import { type Blobs, Tally } from './blobs.ts'
import { randomId } from './random.ts'

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
