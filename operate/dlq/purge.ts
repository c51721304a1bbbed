import { resolve } from 'node:path'
import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, type CommandContext, jsonOption, yesOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { optionalText } from '../cli/options.ts'
import { Archive } from './archive.ts'
import type { Letter } from './dead-letter-queue.ts'
import { type DeadLetter, explainLetters, type Knowledge } from './explain.ts'
import { walkOf } from './gather.ts'
import { messages, remarksOn } from './report.ts'
import { sqsDeadLetters } from './sqs.ts'
import { type Walk, type Walked, walkLetters } from './walk.ts'

/** What came of it. A letter that could not be deleted is in the file and in the queue. */
export interface Purged {
  readonly removed: number
  readonly walked: Walked
}

const EMPTY = 'The dead-letter queue is empty.'

/** `sls dlq purge`: empties the dead-letter queue into a file. */
export const dlqPurge: Command = {
  path: ['dlq', 'purge'],
  usage: 'Writes the messages of the dead-letter queue into a file, and then deletes them',
  options: {
    file: { usage: 'The file, dead-letters-STAGE-TIME.jsonl if not given', type: 'string' },
    ...yesOption,
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const given = optionalText(options, 'file')
    const stage = await context.stage()
    const path = resolve(given ?? defaultName(stage.name))
    const queue = sqsDeadLetters(stage)
    const { visible, hidden } = await queue.depth()
    if (visible + hidden === 0) return tellEmpty(context)
    if (!(await isTyped(context, queue.name, visible + hidden))) {
      terminal.note('Nothing was deleted.')
      return 1
    }
    const archive = await Archive.create(path)
    const purged = await interruptible((signal) => purgeInto(archive, walkOf(stage, terminal, signal)))
    terminal.progress('')
    tell(context, archive, purged)
    if (purged.walked.isInterrupted) return INTERRUPTED
    return purged.removed === archive.count ? 0 : 1
  },
}

/** Which letters are purged; all of them where nothing is said. */
export interface PurgeSelection {
  readonly knowledge: Knowledge
  readonly isMeant: (dead: DeadLetter) => boolean
}

/** Empties the queue into a file: each letter is on the disk before it is deleted, and nothing else is deleted. */
export async function purgeLetters(
  walk: Walk,
  archive: Pick<Archive, 'append'>,
  selection?: PurgeSelection,
): Promise<Purged> {
  let removed = 0
  const walked = await walkLetters(walk, async (seen, forget) => {
    const letters = selection ? await meantOf(seen, selection) : seen
    if (letters.length === 0) return false
    await archive.append(letters)
    const gone = await walk.queue.remove(letters)
    removed += gone.length
    forget(gone)
    return false
  })
  return { removed, walked }
}

async function meantOf(letters: readonly Letter[], { knowledge, isMeant }: PurgeSelection): Promise<readonly Letter[]> {
  return (await explainLetters(letters, knowledge)).filter(isMeant).map(({ letter }) => letter)
}

/** The file stays, whatever happens: what has been deleted is in it. */
async function purgeInto(archive: Archive, walk: Walk): Promise<Purged> {
  try {
    return await purgeLetters(walk, archive)
  } finally {
    await archive.close()
  }
}

/** The name has to be typed: no other queue is emptied by a finger that was too fast. */
async function isTyped({ options, terminal }: CommandContext, name: string, depth: number): Promise<boolean> {
  if (options.yes) return true
  const question = `Deletes about ${messages(depth)} of ${name}. Type its name to go on: `
  return (await terminal.ask(question, '--yes')).trim() === name
}

/** The user was not asked, so that nothing may be deleted that has arrived meanwhile. */
function tellEmpty({ options, terminal }: CommandContext): number {
  terminal.print(options.json ? JSON.stringify({ written: 0, removed: 0, file: null }, null, 2) : EMPTY)
  return 0
}

function tell({ options, terminal }: CommandContext, archive: Archive, { removed, walked }: Purged): void {
  const file = archive.count === 0 ? undefined : archive.path
  if (options.json) {
    terminal.print(JSON.stringify({ written: archive.count, removed, file: file ?? null }, null, 2))
  } else {
    terminal.print(file ? `Deleted ${messages(removed)}, kept in ${file}` : EMPTY)
  }
  const left = archive.count - removed
  if (left > 0) terminal.note(`${messages(left)} could not be deleted, and are in the file and in the queue.`)
  for (const remark of remarksOn(walked)) terminal.note(remark)
}

/** The name of a new file for the letters of a stage. */
export function defaultName(stage: string): string {
  const time = new Date(systemClock.nowMs()).toISOString().slice(0, 19).replaceAll(':', '-')
  return `dead-letters-${stage}-${time}.jsonl`
}
