import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checks } from '../../operate/diagnose/checks/all.ts'
import { limits, limitsTable } from '../deployed/limits.ts'
import { PROJECT } from './sources.ts'

describe('the table of what the emulator of AWS cannot show', () => {
  it('stands in the docs', () => {
    const [table] = /^\| what cannot be seen \|[\s\S]*?(?=\n\n)/m.exec(
      readFileSync(join(PROJECT, 'docs/operating.md'), 'utf8'),
    ) ?? ['']
    expect(table).to.equal(limitsTable())
  })

  it('names checks of sls diagnose as they are called', () => {
    const known = new Set(checks.map(({ description }) => description))
    const named = limits.flatMap(({ failedCheck }) => failedCheck ?? [])
    expect(named.filter((name) => !known.has(name))).to.deep.equal([])
    expect(named).to.have.length(2)
  })

  it('is of packages with exact versions', () => {
    const lines = readFileSync(join(PROJECT, 'tests/deployed/requirements.txt'), 'utf8').trim().split('\n')
    const packages = lines.filter((line) => !line.startsWith('#'))
    expect(packages.filter((line) => !/^[\w.-]+==[\w.]+$/.test(line))).to.deep.equal([])
    expect(packages.filter((line) => /^(ministack|cfn-lint)==/.test(line))).to.have.length(2)
  })
})
