import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checks } from '../../operate/diagnose/checks/all.ts'
import { parseHome } from '../../shared/model/ftp-home.ts'
import { metricNames } from '../../shared/observability/metric-names.ts'
import { PROJECT } from './sources.ts'

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8')

/** The texts at the ends of an object of objects. */
function endsOf(tree: object): readonly string[] {
  return Object.values(tree).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? endsOf(value) : [String(value)],
  )
}

describe('the docs count what is there:', () => {
  const operating = read('docs/operating.md')

  it('the checks of sls diagnose, each by its words and in its place', () => {
    const told = [...operating.matchAll(/^ {4}([✔✖-]) (.*)$/gm)].map(([, mark = '', words = '']) => ({ mark, words }))
    expect(told.map(({ words }) => words).slice(0, checks.length)).to.deep.equal(
      checks.map(({ description }) => description),
    )
    const count = (sign: string) => told.slice(0, checks.length).filter(({ mark }) => mark === sign).length
    const sum = `${checks.length} checks: ${count('✔')} passed, ${count('✖')} failed, ${count('-')} skipped`
    expect(operating).to.contain(`\n    ${sum}\n`)
  })

  it('the alarms and the metrics that are paid for', () => {
    // That of the identity function is there only with a server for FTP clients.
    const alarms = [...read('resources/alarms.yml').matchAll(/AlarmName:/g)].length
    expect(operating).to.contain(`| alarms | ${alarms} x 0.10 | ${(alarms * 0.1).toFixed(2)} |`)
    const metrics = endsOf(metricNames).length
    expect(operating).to.contain(`| metrics of our own | ${metrics} x 0.30 | ${(metrics * 0.3).toFixed(2)} |`)
  })

  it('the characters of a home', () => {
    const [, told = ''] = /ASCII letters, digits, blanks and `([^`]+)`/.exec(read('docs/ftp.md')) ?? []
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
    const allowed = printable.filter((character) => parseHome(`/a${character}b`) === `/a${character}b`)
    expect(allowed.filter((character) => !/[A-Za-z0-9 /]/.test(character))).to.have.members([...told])
  })
})
