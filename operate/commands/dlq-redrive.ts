import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../shared/adapters/clock.ts'
import { sqsMoveTasks } from '../adapters/move-tasks.ts'
import { type Command, type CommandContext, jsonOption, optionalNumber, optionalText } from '../command.ts'
import { gatherLetters, knowledgeOf, walkOf } from '../dlq/gather.ts'
import { countReasons, messages, remarksOn, renderLetters } from '../dlq/listing.ts'
import { type Moved, moveLetters } from '../dlq/move.ts'
import { type Redriven, redriveLetters } from '../dlq/redrive.ts'
import { type Selection, selector } from '../dlq/selection.ts'
import { INTERRUPTED, interruptible } from '../interruption.ts'
import { bar } from '../output/bar.ts'
import { UsageError } from '../usage-error.ts'
import { selectionOptions } from './dlq-list.ts'

const SHOWN_MAX = 20
/** The most that SQS takes for a message move task. */
const RATE_MAX = 500

/** `sls dlq redrive`: puts dead letters back into the change queue, all or some. */
export const dlqRedrive: Command = {
  path: ['dlq', 'redrive'],
  usage: 'Puts messages of the dead-letter queue back into the change queue',
  options: {
    all: { usage: 'All of them', type: 'boolean' },
    ...selectionOptions,
    rate: { usage: `How many a second at most, ${RATE_MAX} with --all if not given`, type: 'string' },
    'dry-run': { usage: 'Only says which ones', type: 'boolean' },
    ...jsonOption,
  },
  async run(context) {
    const { options } = context
    const selection = { key: optionalText(options, 'key'), reason: optionalText(options, 'reason') }
    const isAll = options.all === true
    if (isAll === (selection.key !== undefined || selection.reason !== undefined)) {
      throw new UsageError('expected either --all or a selection by --key or --reason')
    }
    const rate = optionalNumber(options, 'rate', 1)
    if (isAll && rate !== undefined && rate > RATE_MAX) {
      throw new UsageError(`expected --rate to be at most ${RATE_MAX} with --all, found ${rate}`)
    }
    if (options['dry-run']) return tellWhich(context, selection)
    return isAll ? redriveAll(context, rate) : redriveSome(context, selection, rate)
  },
}

async function tellWhich(context: CommandContext, selection: Selection): Promise<number> {
  const { options, terminal } = context
  const stage = await context.stage()
  const { dead, walked } = await interruptible((signal) =>
    gatherLetters(walkOf(stage, terminal, signal), knowledgeOf(stage), selector(selection), {
      found: Number.POSITIVE_INFINITY,
    }),
  )
  terminal.progress('')
  const keys = dead.flatMap((one) => one.keys)
  if (options.json) terminal.print(JSON.stringify({ dryRun: true, meant: dead.length, keys }, null, 2))
  else {
    if (dead.length > 0) {
      terminal.print(`${renderLetters(dead.slice(0, SHOWN_MAX), systemClock.nowMs(), terminal.columns)}\n`)
    }
    terminal.print(`Would redrive ${countReasons(dead)}.`)
  }
  for (const remark of remarksOn(walked)) terminal.note(remark)
  return walked.isInterrupted ? INTERRUPTED : 0
}

async function redriveAll(context: CommandContext, perSecond: number | undefined): Promise<number> {
  const { options, terminal } = context
  const tasks = await sqsMoveTasks(await context.stage())
  const moved = await interruptible((signal) =>
    moveLetters({
      tasks,
      perSecond,
      signal,
      sleep: async (ms) => sleep(ms),
      onProgress: (progress) => terminal.progress(bar(progress.moved, progress.toMove)),
    }),
  )
  terminal.progress('')
  terminal.print(options.json ? JSON.stringify(moved, null, 2) : tellMoved(moved))
  return moved.end === 'completed' ? 0 : moved.end === 'interrupted' ? INTERRUPTED : 1
}

function tellMoved({ end, moved, toMove, failure }: Moved): string {
  const count = `Redrove ${messages(moved)}`
  if (end === 'completed' && moved === 0) return 'The dead-letter queue is empty.'
  if (end === 'completed') return `${count}. \`sls dlq list\` shows those that are refused again.`
  if (end === 'interrupted') return `Interrupted. ${count} of about ${toMove.toLocaleString('en')}; the others stay.`
  if (end === 'failed') return `${count}, then the move failed: ${failure ?? 'SQS does not say why'}`
  return `${count}, more than there were: they are refused again. Stopped; \`sls dlq list\` shows why.`
}

async function redriveSome(
  context: CommandContext,
  selection: Selection,
  perSecond: number | undefined,
): Promise<number> {
  const { options, terminal } = context
  const stage = await context.stage()
  const redriven = await interruptible((signal) =>
    redriveLetters({
      walk: walkOf(stage, terminal, signal),
      knowledge: knowledgeOf(stage),
      isMeant: selector(selection),
      perSecond,
      sleep: async (ms) => sleep(ms),
    }),
  )
  terminal.progress('')
  const { meant, sent, removed, walked } = redriven
  if (options.json) terminal.print(JSON.stringify({ meant, sent, removed, seen: walked.seen }, null, 2))
  else terminal.print(tellRedriven(redriven))
  for (const remark of remarksOn(walked)) terminal.note(remark)
  if (walked.isInterrupted) return INTERRUPTED
  // Nobody asks for none: the selection has a fault, which a script is to hear of.
  return meant > 0 && sent === meant ? 0 : 1
}

/** What came of redriving some, for people. */
export function tellRedriven({ meant, sent, removed, walked }: Redriven): string {
  const left = walked.seen - removed
  const lines = [`Redrove ${messages(sent)}; ${left === 0 ? 'none' : left.toLocaleString('en')} stay.`]
  if (sent < meant) {
    const unsent = messages(meant - sent)
    lines.push(
      walked.isInterrupted
        ? `Interrupted before ${unsent} that are meant; run the same command again.`
        : `SQS did not take ${unsent}; try again.`,
    )
  }
  if (removed < sent) lines.push(`${messages(sent - removed)} are in both queues, which is harmless.`)
  return lines.join('\n')
}
