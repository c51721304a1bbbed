import { startFunction } from '../../shared/adapters/aws/lambda.ts'
import type { BreakerState } from '../../shared/breaker/state.ts'
import { breakerOf } from '../breaker.ts'
import { type Command, jsonOption, requiredText } from '../command.ts'
import type { Stage } from '../stage.ts'

/** `sls pause`: nothing is mirrored until `sls resume`. */
export const pause: Command = {
  path: ['pause'],
  usage: 'Mirrors nothing from now on, until sls resume; a deploy does not resume',
  options: {
    reason: { usage: 'Why, for whoever looks at the queue', type: 'string', required: true },
    ...jsonOption,
  },
  async run({ options, stage, terminal }) {
    const reason = requiredText(options, 'reason')
    const connected = await stage()
    const before = await breakerOf(connected).state()
    const state = await breakerOf(connected).pause(reason)
    await tend(connected)
    const already =
      before.paused && `It was paused already, since ${dateOf(before.paused.sinceMs)}: ${before.paused.reason}.`
    terminal.print(
      options.json
        ? JSON.stringify(state)
        : (already ?? 'Paused until `sls resume`. Changes wait in the queue for up to 7 days.'),
    )
    return 0
  },
}

/** `sls resume`: goes on where `sls pause` has stopped. */
export const resume: Command = {
  path: ['resume'],
  usage: 'Goes on mirroring after sls pause, and begins a sweep',
  options: { ...jsonOption },
  async run({ options, stage, terminal }) {
    const connected = await stage()
    const before = await breakerOf(connected).state()
    const state = await breakerOf(connected).resume()
    await tend(connected)
    terminal.print(options.json ? JSON.stringify(state) : resumedText(before, state))
    return 0
  },
}

function resumedText({ paused }: BreakerState, { open }: BreakerState): string {
  if (!open) return paused ? 'Resumed. A sweep begins, which finds what was lost meanwhile.' : 'It was not paused.'
  const resumed = paused ? 'Resumed.' : 'It was not paused.'
  return `${resumed} The breaker is open since ${dateOf(open.sinceMs)}: ${open.reason}. It closes by itself.`
}

/** The function alone switches delivery. It does so every minute; this is not to wait for it. */
function tend({ lambda, functionName }: Stage): Promise<void> {
  return startFunction(lambda, functionName('breaker'))
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString()
}
