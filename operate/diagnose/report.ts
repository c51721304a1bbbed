import { visible } from '../cli/table.ts'
import { wrap } from '../cli/wrap.ts'
import type { Step } from './live/live.ts'
import type { Diagnosed } from './run.ts'

/** How something is to stand out. */
export type Paint = (style: 'green' | 'red' | 'yellow' | 'dim' | 'bold', text: string) => string

const INDENTATION = '    '
const SECONDS_WIDTH = 9

/** A check and what it has found: a line, and below it what is wrong and what to do. */
export function tellDiagnosed({ description, finding }: Diagnosed, columns: number, paint: Paint): string {
  switch (finding.kind) {
    case 'pass': {
      const note =
        finding.note === undefined ? '' : `\n${paint('dim', wrap(visible(finding.note), columns, INDENTATION))}`
      return `${paint('green', '✔')} ${description}${note}`
    }
    case 'skipped': {
      const reason = wrap(`skipped: ${visible(finding.reason)}`, columns, INDENTATION)
      return `${paint('yellow', '-')} ${description}\n${paint('dim', reason)}`
    }
    case 'warning':
    case 'fail': {
      const issues = finding.issues.map((issue) => wrap(visible(issue), columns, INDENTATION))
      const advice = wrap(`To do: ${visible(finding.advice)}`, columns, INDENTATION)
      const mark = finding.kind === 'fail' ? paint('red', '✖') : paint('yellow', '!')
      return [`${mark} ${paint('bold', description)}`, ...issues, advice].join('\n')
    }
  }
}

/** A step of the live test, and how long it took. */
export function tellStep({ step, ms }: Step, paint: Paint): string {
  const seconds = `${(ms / 1000).toFixed(1)} s`.padStart(SECONDS_WIDTH)
  return paint('dim', `${seconds}  ${visible(step)}`)
}

/** How many checks found what. */
export function summarize(diagnosed: readonly Diagnosed[]): string {
  const count = (kind: string) => diagnosed.filter(({ finding }) => finding.kind === kind).length
  const warnings = count('warning') === 0 ? '' : `${count('warning')} with a warning, `
  const passed = `${diagnosed.length} checks: ${count('pass')} passed`
  return `${passed}, ${warnings}${count('fail')} failed, ${count('skipped')} skipped`
}
