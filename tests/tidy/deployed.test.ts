import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checks } from '../../operate/diagnose/checks/all.ts'
import { limits, limitsTable } from '../deployed/limits.ts'
import { plantedFaults } from '../deployed/planted.ts'
import { type Told, twice } from '../deployed/twice.ts'
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

describe('the faults that the stories of a deployed stage have to find', () => {
  it('are slips in what is there', () => {
    const idle = plantedFaults
      .flatMap(({ changes }) => changes)
      .filter(({ file, from, to }) => from === to || !readFileSync(join(PROJECT, file), 'utf8').includes(from))
    expect(idle).to.deep.equal([])
  })
})

describe('the stories of a deployed stage', () => {
  const told = (failed: number, isTooSlow = false): Told => ({ passed: 1, failed, firstFailure: '', isTooSlow })
  const cases: readonly (readonly [what: string, answers: readonly Told[], result: Told])[] = [
    ['have passed where all have', [told(0)], told(0)],
    ['have passed where what failed does not fail again', [told(1), told(0)], told(0)],
    ['have failed where one fails again', [told(1), told(2)], told(2)],
    ['have failed where there is no time to tell them to their end again', [told(1), told(0, true)], told(1)],
    ['are not known where there is no time to tell them at all', [told(0, true)], told(0, true)],
  ]
  for (const [what, answers, result] of cases) {
    it(what, async () => {
      const left = [...answers]
      expect(
        await twice(
          async () => left.shift() ?? told(9),
          60,
          () => undefined,
        ),
      ).to.deep.equal(result)
      expect(left).to.deep.equal([])
    })
  }
})
