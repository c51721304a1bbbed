import type { DeadLetterQueue, Letter } from './dead-letter-queue.ts'

/** What a walk needs of the world. */
export interface Walk {
  readonly queue: DeadLetterQueue
  /** Ends the walk early, in good order. */
  readonly signal: AbortSignal
  readonly nowMs: () => number
  readonly onProgress: (seen: number, depth: number) => void
}

/** What came of a walk. */
export interface Walked {
  readonly seen: number
  /** Letters that were in the queue at the start, as SQS counts them: approximately. */
  readonly depth: number
  /** False where there may be letters that were not seen. */
  readonly isWhole: boolean
  readonly isInterrupted: boolean
  /** Letters that could not be made visible again; they are at the latest after `hiddenSeconds`. */
  readonly stillHidden: number
  readonly hiddenSeconds: number
}

/** Looks at letters that nobody has looked at; `forget` is told of those that are no longer in the queue. True: enough. */
export type ChangeContext = (letters: readonly Letter[], forget: (gone: readonly Letter[]) => void) => Promise<boolean>

const RECEIVE_LETTERS_MAX = 10
const RECEIVES_AT_ONCE = 8
const VISIBILITY_SECONDS_LEAST = 60
const LETTERS_A_SECOND = 50
const VISIBILITY_SECONDS_MAX = 43_200

/**
 * Shows each letter to `visit` once, but for those that arrive meanwhile: what is redriven and refused again is not redriven for
 * ever. Letters that it does not forget are visible again at the end, whatever happens.
 */
export async function walkLetters(walk: Walk, visit: ChangeContext): Promise<Walked> {
  const startedMs = walk.nowMs()
  const { visible, hidden } = await walk.queue.depth()
  const depth = visible + hidden
  const hiddenSeconds = visibilitySeconds(depth)
  const held = new Map<string, Letter>()
  const known = new Set<string>()
  let seen = 0
  let stillHidden = 0
  const forget = (gone: readonly Letter[]) => {
    for (const { id } of gone) held.delete(id)
  }
  try {
    for (let isOver = false; !isOver && !walk.signal.aborted; ) {
      const fresh = await receiveFresh(walk.queue, receivesFor(depth - seen), hiddenSeconds, { held, known })
      const shown = walk.signal.aborted ? [] : fresh.filter(({ sentMs }) => sentMs <= startedMs)
      seen += shown.length
      isOver = fresh.length === 0 || (shown.length > 0 && (await visit(shown, forget)))
      walk.onProgress(seen, depth)
    }
  } finally {
    stillHidden = await releaseAll(walk.queue, [...held.values()])
  }
  const isInterrupted = walk.signal.aborted
  return { seen, depth, isWhole: !isInterrupted && seen >= depth, isInterrupted, stillHidden, hiddenSeconds }
}

/** Long enough for the whole walk: a letter that reappears during it would look like the end of the queue. */
function visibilitySeconds(depth: number): number {
  return Math.min(VISIBILITY_SECONDS_MAX, VISIBILITY_SECONDS_LEAST + Math.ceil(depth / LETTERS_A_SECOND))
}

function receivesFor(letters: number): number {
  return Math.min(RECEIVES_AT_ONCE, Math.max(1, Math.ceil(letters / RECEIVE_LETTERS_MAX)))
}

interface Memory {
  readonly held: Map<string, Letter>
  readonly known: Set<string>
}

/** Receives several times at once. Where one receive fails, what the others have got is held, so that it is released. */
async function receiveFresh(queue: DeadLetterQueue, times: number, seconds: number, { held, known }: Memory) {
  const receiving = Array.from({ length: times }, () => queue.receive(seconds))
  const fresh: Letter[] = []
  for (const result of await Promise.allSettled(receiving)) {
    const letters = result.status === 'fulfilled' ? result.value : []
    for (const letter of letters) {
      held.set(letter.id, letter)
      if (!known.has(letter.id)) fresh.push(letter)
      known.add(letter.id)
    }
  }
  await Promise.all(receiving)
  return fresh
}

/** Resolves with the number of those that stay hidden. */
async function releaseAll(queue: DeadLetterQueue, letters: readonly Letter[]): Promise<number> {
  if (letters.length === 0) return 0
  try {
    return letters.length - (await queue.release(letters)).length
  } catch {
    // It must not hide why the walk has ended; its caller says how many stay hidden, and until when.
    return letters.length
  }
}
