import { startFunction } from '../../shared/adapters/aws/lambda.ts'
import { type BreakerState, stopOf } from '../../shared/breaker/state.ts'
import { type Command, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { requiredText } from '../cli/options.ts'
import { typed } from '../cli/typed.ts'
import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'

/** `sls pause`: nothing is mirrored until `sls resume`. */
export const pause: Command = {
  path: ['pause'],
  usage: typed`Pauses mirroring until sls resume; a deploy does not resume it`,
  options: {
    reason: { usage: 'Why, for anyone who looks at the queue', type: 'string', required: true },
    ...jsonOption,
  },
  async run({ options, stage: open, terminal }) {
    const reason = requiredText(options, 'reason')
    const stage = await open()
    const { breaker } = storesOf(stage)
    const before = await breaker.state()
    const state = await breaker.pause(reason)
    await reconcileDelivery(stage)
    if (options.json) printJson(terminal, state)
    else terminal.print(pausedText(before))
    return 0
  },
}

/** `sls resume`: goes on where `sls pause` has stopped. */
export const resume: Command = {
  path: ['resume'],
  usage: typed`Resumes mirroring after sls pause, and begins a sweep`,
  options: { ...jsonOption },
  async run({ options, stage: open, terminal }) {
    const stage = await open()
    const { breaker } = storesOf(stage)
    const before = await breaker.state()
    const state = await breaker.resume()
    await reconcileDelivery(stage)
    if (options.json) printJson(terminal, state)
    else terminal.print(resumedText(before, state))
    return 0
  },
}

function pausedText({ paused }: BreakerState): string {
  if (paused) return `It was paused already, since ${dateOf(paused.sinceMs)}: ${paused.reason}.`
  return typed`Paused until \`sls resume\`. Changes wait in the queue for up to 7 days.`
}

function resumedText({ paused }: BreakerState, after: BreakerState): string {
  const stop = stopOf(after)
  if (!stop) return paused ? 'Resumed. A sweep begins, which finds what was lost meanwhile.' : 'It was not paused.'
  const resumed = paused ? 'Resumed.' : 'It was not paused.'
  return `${resumed} But ${stop.reason}. It goes on by itself once that is over.`
}

/** The function alone switches delivery. It does so every minute; this is not to wait for it. */
export function reconcileDelivery({ lambda, functionName }: Stage): Promise<void> {
  return startFunction(lambda, functionName('breaker'))
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString()
}
