import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Blobs, Tally } from './blobs.ts'
import { randomId } from './random.ts'

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
