import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { interruptible } from '../cli/interruption.ts'
import { printJson, printJsonLine } from '../cli/json.ts'
import { optionalNumber } from '../cli/options.ts'
import { awsQueueSources } from './aws.ts'
import { redrawn, renderStatus, statusLine } from './report.ts'
import { QueueSampler } from './sampler.ts'

const INTERVAL_SECONDS = 2

/** `sls queue`: how deep the queues are, how old, and how fast they drain. */
export const queue: Command = {
  path: ['queue'],
  usage: 'Shows how deep the queues are, how old, and how fast they drain',
  options: {
    watch: { usage: 'Shows them again and again, until Ctrl-C', type: 'boolean', shortcut: 'w' },
    interval: { usage: `Seconds from one look to the next, ${INTERVAL_SECONDS} if not given`, type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const intervalSeconds = optionalNumber(context.options, 'interval', 1) ?? INTERVAL_SECONDS
    const sampler = new QueueSampler(awsQueueSources(await context.stage()))
    if (!context.options.watch) {
      const status = await sampler.sample()
      const { options, terminal } = context
      if (options.json) printJson(terminal, status)
      else terminal.print(renderStatus(status, [], terminal.columns))
      return 0
    }
    await interruptible((signal) => watch(context, sampler, intervalSeconds, signal))
    return 0
  },
}

/** One line a sample in a pipe, else the same lines again and again. Ends when it is told to. */
async function watch(
  { options, terminal }: CommandContext,
  sampler: QueueSampler,
  intervalSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  let shown: string | undefined
  while (!signal.aborted) {
    const status = await sampler.sample()
    if (options.json) printJsonLine(terminal, status)
    else if (!terminal.isForPeople) terminal.print(statusLine(status))
    else {
      const text = renderStatus(status, sampler.depths, terminal.columns)
      terminal.print(redrawn(shown, text))
      shown = text
    }
    await sleep(intervalSeconds * 1000, undefined, { signal }).catch(() => undefined)
  }
}
