import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, jsonOption } from '../cli/command.ts'
import { optionalNumber } from '../cli/options.ts'
import { UsageError } from '../cli/usage-error.ts'
import { redriveAll } from './redrive-all.ts'
import { redriveSome } from './redrive-some.ts'
import { isEverything, readSelection, selectionOptions, selector } from './selection.ts'
import { tellWhich } from './which.ts'

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
    const selection = readSelection(options, systemClock.nowMs())
    const isAll = options.all === true
    if (isAll !== isEverything(selection)) {
      throw new UsageError('expected either --all or a selection by --key, --prefix, --reason or --since')
    }
    const rate = optionalNumber(options, 'rate', 1)
    if (isAll && rate !== undefined && rate > RATE_MAX) {
      throw new UsageError(`expected --rate to be at most ${RATE_MAX} with --all, found ${rate}`)
    }
    if (options['dry-run']) return tellWhich(context, selection, 'redrive')
    return isAll ? redriveAll(context, rate) : redriveSome(context, selector(selection), rate)
  },
}
