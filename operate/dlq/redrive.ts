import { type DeadLetter, explainLetters, type Knowledge } from './explain.ts'
import { type Walk, type Walked, walkLetters } from './walk.ts'

/** What a redrive of some of the letters needs. */
export interface RedriveOrder {
  readonly walk: Walk
  readonly knowledge: Knowledge
  readonly isMeant: (dead: DeadLetter) => boolean
  /** How many letters a second go back at most. */
  readonly perSecond: number | undefined
  readonly sleep: (ms: number) => Promise<void>
}

/** What came of it. Letters that were sent and could not be deleted are in both queues, which is harmless. */
export interface Redriven {
  readonly meant: number
  readonly sent: number
  readonly removed: number
  readonly walked: Walked
}

const BATCH_LETTERS_MAX = 10

/**
 * Sends the letters that are meant back to the change queue. Each is sent before it is deleted: whoever is stopped in between leaves
 * a copy, and a change that is there twice is mirrored once. The other order would lose it.
 */
export async function redriveLetters(order: RedriveOrder): Promise<Redriven> {
  const { walk, knowledge, isMeant, perSecond = Number.POSITIVE_INFINITY, sleep } = order
  const { queue, signal } = walk
  const batchLetters = Math.min(BATCH_LETTERS_MAX, perSecond)
  let [meant, sent, removed] = [0, 0, 0]
  const walked = await walkLetters(walk, async (letters, forget) => {
    const chosen = (await explainLetters(letters, knowledge)).filter(isMeant).map(({ letter }) => letter)
    meant += chosen.length
    for (let start = 0; start < chosen.length && !signal.aborted; start += batchLetters) {
      const taken = await queue.resend(chosen.slice(start, start + batchLetters))
      sent += taken.length
      const gone = taken.length === 0 ? [] : await queue.remove(taken)
      removed += gone.length
      forget(gone)
      if (Number.isFinite(perSecond)) await sleep((1000 * taken.length) / perSecond)
    }
    return false
  })
  return { meant, sent, removed, walked }
}
