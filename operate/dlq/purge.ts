import { resolve } from 'node:path'
import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, type CommandContext, jsonOption, yesOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { optionalText } from '../cli/options.ts'
import { Archive } from './archive.ts'
import { type DeadLetter, explainLetters, type Knowledge } from './explain.ts'
import { knowledgeOf, walkOf } from './gather.ts'
import { messages, remarksOn, walkedJson } from './report.ts'
import { isEverything, readSelection, type Selection, selectionOptions, selector } from './selection.ts'
import { sqsDeadLetters } from './sqs.ts'
import { type Walk, type Walked, walkLetters } from './walk.ts'
import { findLetters, tellWhich } from './which.ts'

/** Which letters go, and what is needed to tell. */
export interface PurgeOrder {
  readonly walk: Walk
  readonly archive: Pick<Archive, 'append'>
  readonly knowledge: Knowledge
  readonly isMeant: (dead: DeadLetter) => boolean
}

/** What came of it. A letter that could not be deleted is in the file and in the queue. */
export interface Purged {
  readonly meant: number
  readonly removed: number
  readonly walked: Walked
}

const EMPTY = 'The dead-letter queue is empty.'

/** `sls dlq purge`: takes messages out of the dead-letter queue into a file, all or some. */
export const dlqPurge: Command = {
  path: ['dlq', 'purge'],
  usage: 'Writes messages of the dead-letter queue into a file, all or some, and then deletes them',
  options: {
    ...selectionOptions,
    file: { usage: 'The file, dead-letters-STAGE-TIME.jsonl if not given', type: 'string' },
    'dry-run': { usage: 'Only says which ones', type: 'boolean' },
    ...yesOption,
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const given = optionalText(options, 'file')
    const selection = readSelection(options, systemClock.nowMs())
    if (options['dry-run']) return tellWhich(context, selection, 'delete')
    const stage = await context.stage()
    const path = resolve(given ?? defaultName(stage.name))
    const { visible, hidden } = await sqsDeadLetters(stage).depth()
    const depth = visible + hidden
    if (depth === 0) return tellEmpty(context, selection)
    if (!(await isTyped(context, selection, depth))) {
      terminal.note('Nothing was deleted.')
      return 1
    }
    const archive = await Archive.create(path)
    const order = { archive, knowledge: knowledgeOf(stage), isMeant: selector(selection) }
    const purged = await interruptible((signal) =>
      purgeInto(archive, { ...order, walk: walkOf(stage, terminal, signal) }),
    )
    terminal.progress('')
    tell(context, archive, purged)
    if (purged.walked.isInterrupted) return INTERRUPTED
    // A selection that means no message is a mistake, which a script is to learn of.
    const isMistaken = !isEverything(selection) && purged.meant === 0
    return purged.removed === purged.meant && !isMistaken ? 0 : 1
  },
}

/** Takes letters out of the queue into a file: each is on the disk before it is deleted, and nothing else is deleted. */
export async function purgeLetters({ walk, archive, knowledge, isMeant }: PurgeOrder): Promise<Purged> {
  let [meant, removed] = [0, 0]
  const walked = await walkLetters(walk, async (letters, forget) => {
    const chosen = (await explainLetters(letters, knowledge)).filter(isMeant).map(({ letter }) => letter)
    if (chosen.length === 0) return false
    meant += chosen.length
    await archive.append(chosen)
    const gone = await walk.queue.remove(chosen)
    removed += gone.length
    forget(gone)
    return false
  })
  return { meant, removed, walked }
}

/** The file stays, whatever happens: what has been deleted is in it. */
async function purgeInto(archive: Archive, order: PurgeOrder): Promise<Purged> {
  try {
    return await purgeLetters(order)
  } finally {
    await archive.close()
  }
}

/** The name has to be typed: no other queue is emptied by a finger that was too fast. Of a selection it says how many it means. */
async function isTyped(context: CommandContext, selection: Selection, depth: number): Promise<boolean> {
  const { options, terminal } = context
  if (options.yes) return true
  const { name } = sqsDeadLetters(await context.stage())
  const found = isEverything(selection) ? undefined : (await findLetters(context, selection)).dead.length
  const what =
    found === undefined ? `about ${messages(depth)}` : `${messages(found)} of about ${depth.toLocaleString('en')}`
  const question = `Deletes ${what} of ${name}. Type its name to go on: `
  return (await terminal.ask(question, '--yes')).trim() === name
}

/** The user was not asked, so that nothing may be deleted that has arrived meanwhile. */
function tellEmpty({ options, terminal }: CommandContext, selection: Selection): number {
  const seen = { seen: 0, depth: 0, isWhole: true, isInterrupted: false }
  if (options.json) printJson(terminal, { meant: 0, written: 0, removed: 0, file: null, ...seen })
  else terminal.print(EMPTY)
  return isEverything(selection) ? 0 : 1
}

function tell({ options, terminal }: CommandContext, archive: Archive, { meant, removed, walked }: Purged): void {
  const file = archive.count === 0 ? undefined : archive.path
  if (options.json) {
    printJson(terminal, { meant, written: archive.count, removed, file: file ?? null, ...walkedJson(walked) })
  } else if (file) terminal.print(`Deleted ${messages(removed)}, kept in ${file}`)
  else terminal.print(walked.seen === 0 ? EMPTY : `None of ${messages(walked.seen)} matches.`)
  const left = archive.count - removed
  if (left > 0) terminal.note(`${messages(left)} could not be deleted, and are in the file and in the queue.`)
  for (const remark of remarksOn(walked)) terminal.note(remark)
}

/** The name of a new file for the letters of a stage. */
export function defaultName(stage: string): string {
  const time = new Date(systemClock.nowMs()).toISOString().slice(0, 19).replaceAll(':', '-')
  return `dead-letters-${stage}-${time}.jsonl`
}
