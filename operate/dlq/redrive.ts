import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { optionalNumber, optionalText } from '../cli/options.ts'
import { UsageError } from '../cli/usage-error.ts'
import { gatherLetters, knowledgeOf, walkOf } from './gather.ts'
import { redriveAll } from './redrive-all.ts'
import { redriveSome } from './redrive-some.ts'
import { countReasons, remarksOn, renderLetters } from './report.ts'
import { type Selection, selectionOptions, selector } from './selection.ts'

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
    return isAll ? redriveAll(context, rate) : redriveSome(context, selector(selection), rate)
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
