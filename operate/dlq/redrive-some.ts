import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandContext } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { type DeadLetter, explainLetters, type Knowledge } from './explain.ts'
import { knowledgeOf, walkOf } from './gather.ts'
import { messages, remarksOn, walkedJson } from './report.ts'
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

/** Redrives the letters that are meant, and says what came of it. Resolves with the exit code. */
export async function redriveSome(
  context: CommandContext,
  isMeant: (dead: DeadLetter) => boolean,
  perSecond: number | undefined,
): Promise<number> {
  const { options, terminal } = context
  const stage = await context.stage()
  const redriven = await interruptible((signal) =>
    redriveLetters({
      walk: walkOf(stage, terminal, signal),
      knowledge: knowledgeOf(stage),
      isMeant,
      perSecond,
      sleep: async (ms) => sleep(ms),
    }),
  )
  terminal.progress('')
  const { meant, sent, removed, walked } = redriven
  if (options.json) printJson(terminal, { meant, sent, removed, ...walkedJson(walked) })
  else terminal.print(tellRedriven(redriven))
  for (const remark of remarksOn(walked)) terminal.note(remark)
  if (walked.isInterrupted) return INTERRUPTED
  // A selection that means no message is a mistake, which a script is to learn of.
  return meant > 0 && sent === meant ? 0 : 1
}

/**
 * Sends the letters that are meant back to the change queue. Each is sent before it is deleted: a redrive that is stopped in between
 * leaves a copy, and a change that is there twice is mirrored once. The other order would lose it.
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

/** What came of redriving some, for people. */
export function tellRedriven({ meant, sent, removed, walked }: Redriven): string {
  const left = walked.seen - removed
  const lines = [`Redrove ${messages(sent)}; ${left === 0 ? 'none' : left.toLocaleString('en')} stay.`]
  if (sent < meant) {
    const unsent = messages(meant - sent)
    lines.push(
      walked.isInterrupted
        ? `Interrupted before ${unsent} that match; run the same command again.`
        : `SQS did not take ${unsent}; try again.`,
    )
  }
  if (removed < sent) lines.push(`${messages(sent - removed)} are in both queues, which is harmless.`)
  return lines.join('\n')
}
