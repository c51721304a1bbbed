import { systemClock } from '../../shared/adapters/clock.ts'
import { bar } from '../cli/bar.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'
import { type DeadLetter, explainLetters, type Knowledge } from './explain.ts'
import { sqsDeadLetters } from './sqs.ts'
import { type Walk, type Walked, walkLetters } from './walk.ts'

/** Letters that were looked at and left where they are. */
export interface Gathered {
  readonly dead: readonly DeadLetter[]
  /** True where the looking ended because there were enough. */
  readonly isCut: boolean
  readonly walked: Walked
}

/** When to end looking: there are enough letters that are meant, or enough were looked at. */
export interface GatherLimits {
  readonly found: number
  readonly seen?: number
}

/** Looks at letters until a limit is reached; those that are meant, oldest first. */
export async function gatherLetters(
  walk: Walk,
  knowledge: Knowledge,
  isMeant: (dead: DeadLetter) => boolean,
  { found: limit, seen: seenMax = Number.POSITIVE_INFINITY }: GatherLimits,
): Promise<Gathered> {
  const found: DeadLetter[] = []
  let seen = 0
  const walked = await walkLetters(walk, async (letters) => {
    seen += letters.length
    found.push(...(await explainLetters(letters, knowledge)).filter(isMeant))
    return found.length > limit || seen >= seenMax
  })
  const dead = found.toSorted((a, b) => a.letter.sentMs - b.letter.sentMs).slice(0, limit)
  return { dead, isCut: found.length > limit, walked }
}

/** A walk through a stage's dead-letter queue that shows how far it has come. */
export function walkOf(stage: Stage, terminal: Terminal, signal: AbortSignal): Walk {
  const onProgress = (seen: number, depth: number) => terminal.progress(bar(seen, depth))
  return { queue: sqsDeadLetters(stage), signal, nowMs: systemClock.nowMs, onProgress }
}

/** What a stage knows of its letters. */
export function knowledgeOf(stage: Stage): Knowledge {
  return { bucket: stage.bucket, ledger: storesOf(stage).ledger }
}
