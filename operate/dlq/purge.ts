import type { Archive } from './archive.ts'
import { type Walk, type Walked, walkLetters } from './walk.ts'

/** What came of it. A letter that could not be deleted is in the file and in the queue. */
export interface Purged {
  readonly removed: number
  readonly walked: Walked
}

/** Empties the queue into a file: each letter is on the disk before it is deleted, and nothing else is deleted. */
export async function purgeLetters(walk: Walk, archive: Pick<Archive, 'append'>): Promise<Purged> {
  let removed = 0
  const walked = await walkLetters(walk, async (letters, forget) => {
    await archive.append(letters)
    const gone = await walk.queue.remove(letters)
    removed += gone.length
    forget(gone)
    return false
  })
  return { removed, walked }
}
