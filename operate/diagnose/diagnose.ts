import { styleText } from 'node:util'
import { type Command, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { proseColumns } from '../cli/wrap.ts'
import { checks } from './checks/all.ts'
import { diagnosisContext } from './context.ts'
import { type Paint, summarize, tellDiagnosed } from './report.ts'
import { runChecks } from './run.ts'

/** `sls diagnose`: whether everything is as a stage needs it, and what to do where it is not. */
export const diagnose: Command = {
  path: ['diagnose'],
  usage: 'Checks that everything is as the stage needs it, and says what to do where it is not',
  options: { ...jsonOption },
  async run({ options, rules, stage, terminal }) {
    const context = await diagnosisContext(await stage(), rules)
    const paint: Paint = (style, text) => (terminal.isForPeople ? styleText(style, text) : text)
    const diagnosed = await runChecks(checks, context, (one) => {
      if (!options.json) terminal.print(tellDiagnosed(one, proseColumns(terminal.columns), paint))
    })
    if (options.json) printJson(terminal, diagnosed)
    else terminal.print(`\n${summarize(diagnosed)}`)
    return diagnosed.some(({ finding }) => finding.kind === 'fail') ? 1 : 0
  },
}
