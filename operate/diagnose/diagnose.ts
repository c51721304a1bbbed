import { styleText } from 'node:util'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { optionalKey } from '../cli/options.ts'
import { UsageError } from '../cli/usage-error.ts'
import { proseColumns } from '../cli/wrap.ts'
import type { Stage } from '../stage/stage.ts'
import { checks } from './checks/all.ts'
import { diagnosisContext } from './context.ts'
import { type DiagnosedLive, diagnoseLive } from './live/diagnose-live.ts'
import type { Step } from './live/live.ts'
import { type Paint, summarize, tellDiagnosed, tellStep } from './report.ts'
import { runChecks } from './run.ts'

/** `sls diagnose`: whether everything is as a stage needs it, and what to do where it is not. */
export const diagnose: Command = {
  path: ['diagnose'],
  usage: 'Checks that everything is as the stage needs it, and says what to do where it is not',
  options: {
    live: {
      usage: 'Also puts a test object, waits for its asset, and removes both again, with the time of each step',
      type: 'boolean',
    },
    key: { usage: 'The key of the test object; one that nobody has if not given', type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const { options, rules, terminal } = context
    const isLive = options.live === true
    const key = optionalKey(options)
    if (key !== undefined && !isLive) throw new UsageError('expected --key together with --live, found it alone')
    const stage = await context.stage()
    const paint: Paint = (style, text) => (terminal.isForPeople ? styleText(style, text) : text)
    const diagnosed = await runChecks(checks, await diagnosisContext(stage, rules), (one) => {
      if (!options.json) terminal.print(tellDiagnosed(one, proseColumns(terminal.columns), paint))
    })
    const live = isLive ? await runLive(context, stage, key, paint) : undefined
    const all = live ? [...diagnosed, withoutState(live)] : diagnosed
    if (options.json) printJson(terminal, all)
    else terminal.print(`\n${summarize(all)}`)
    if (live?.isInterrupted) return INTERRUPTED
    return all.some(({ finding }) => finding.kind === 'fail') ? 1 : 0
  },
}

async function runLive(
  { options, rules, terminal }: CommandContext,
  stage: Stage,
  key: string | undefined,
  paint: Paint,
): Promise<DiagnosedLive> {
  const tell = (step: Step) => {
    if (!options.json) terminal.print(tellStep(step, paint))
  }
  const live = await interruptible((signal) => diagnoseLive({ stage, rules, key, signal, tell }))
  if (!options.json) terminal.print(tellDiagnosed(live, proseColumns(terminal.columns), paint))
  return live
}

function withoutState({ description, finding, steps }: DiagnosedLive) {
  return { description, finding, steps }
}
