import { expect } from 'chai'
import type { Check, Finding } from '../../../operate/diagnose/check.ts'
import { clock } from '../../../operate/diagnose/checks/clock.ts'
import { diagnosisContext } from '../../../operate/diagnose/context.ts'
import { tellDiagnosed } from '../../../operate/diagnose/report.ts'
import { runChecks } from '../../../operate/diagnose/run.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { DeployedStage, QUEUE } from './deployed.ts'

const pass: Finding = { kind: 'pass' }
const fail: Finding = { kind: 'fail', issues: ['wrong'], advice: 'right' }

describe('a run of checks', () => {
  const deployed = new DeployedStage()
  after(() => deployed.stage.close())
  const context = () => diagnosisContext(deployed.stage, new Rules())
  const check = (description: string, run: Check['run'], needs: Check[] = []): Check => ({ description, run, needs })

  it('tells in the order of the checks, whichever is done first', async () => {
    const gate = Promise.withResolvers<void>()
    const slow = check('slow', async () => gate.promise.then(() => pass))
    const fast = check('fast', async () => {
      gate.resolve()
      return pass
    })
    const told: string[] = []
    await runChecks([slow, fast], await context(), ({ description }) => void told.push(description))
    expect(told).to.deep.equal(['slow', 'fast'])
  })

  it('runs some checks at once, and not all', async () => {
    let [running, most] = [0, 0]
    const busy = async () => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return pass
    }
    await runChecks(
      Array.from({ length: 20 }, (_, index) => check(`${index}`, busy)),
      await context(),
      () => undefined,
    )
    expect(most).to.equal(6)
  })

  it('takes what a check throws for an issue of that check, and goes on', async () => {
    const broken = check('broken', async () => {
      throw new TypeError('a defect')
    })
    const diagnosed = await runChecks([broken, check('next', async () => pass)], await context(), () => undefined)
    expect(diagnosed.map(({ finding }) => finding.kind)).to.deep.equal(['fail', 'pass'])
    expect(diagnosed[0]?.finding).to.have.property('issues').that.deep.equals(['TypeError: a defect'])
  })

  it('waits for no check for ever', async () => {
    const stuck = check('stuck', () => new Promise(() => undefined))
    const [diagnosed] = await runChecks([stuck], await context(), () => undefined, 20)
    expect(diagnosed?.finding).to.have.property('issues').that.deep.equals(['no answer within 0.02 s'])
  })

  it('leaves out what could only repeat another finding, and what follows from that', async () => {
    const first = check('first', async () => fail)
    const second = check('second', async () => pass, [first])
    const third = check('third', async () => pass, [second])
    const fourth = check('fourth', async () => pass, [check('not run', async () => fail)])
    const diagnosed = await runChecks([first, second, third, fourth], await context(), () => undefined)
    expect(diagnosed.map(({ finding }) => finding.kind)).to.deep.equal(['fail', 'skipped', 'skipped', 'pass'])
    const reasons = diagnosed.map(({ finding }) => ('reason' in finding ? finding.reason : ''))
    const untold = 'cannot be told unless this is so: first'
    expect(reasons).to.deep.equal(['', untold, untold, ''])
  })

  it('leaves out what needs a check that has nothing to look at, for the same reason', async () => {
    const first = check('first', async () => ({ kind: 'skipped', reason: 'there is none' }))
    const second = check('second', async () => fail, [first])
    const diagnosed = await runChecks([first, second], await context(), () => undefined)
    expect(diagnosed[1]?.finding).to.deep.equal({ kind: 'skipped', reason: 'there is none' })
  })
})

describe("a check's report", () => {
  const plain = (_: string, text: string) => text

  it('is wrapped, and shows what would move the cursor as it is', () => {
    const finding = {
      kind: 'fail',
      issues: ['one two three four\u001b[2J', 'five'],
      advice: 'six seven eight',
    } as const
    expect(tellDiagnosed({ description: 'All is well', finding }, 16, plain)).to.equal(
      [
        '✖ All is well',
        '    one two',
        '    three',
        '    four\\u{1b}[2J',
        '    five',
        '    To do: six',
        '    seven eight',
      ].join('\n'),
    )
  })

  it('is painted where people look', () => {
    const painted = tellDiagnosed({ description: 'A check', finding: pass }, 80, (style, text) => `<${style}>${text}`)
    expect(painted).to.equal('<green>✔ A check')
    const noted = { kind: 'pass', note: 'as is meant' } as const
    expect(tellDiagnosed({ description: 'A check', finding: noted }, 80, plain)).to.equal('✔ A check\n    as is meant')
  })
})

describe('the check of this clock', () => {
  const deployed = new DeployedStage()
  after(() => deployed.stage.close())
  const NOW_MS = Date.parse('2026-11-24T12:00:00Z')
  const answerAt = (date: string) =>
    deployed.stage.sqs.middlewareStack.add(
      () => async () => ({
        output: { $metadata: {}, Attributes: { QueueArn: QUEUE } },
        response: { headers: { date } },
      }),
      { step: 'deserialize', name: 'dated', override: true, priority: 'low' },
    )
  const cases = [
    ['Tue, 24 Nov 2026 12:04:59 GMT', pass],
    ['Tue, 24 Nov 2026 11:55:01 GMT', pass],
    ['Tue, 24 Nov 2026 12:05:01 GMT', 'expected at most 5 min, found the clock 5 min 1 s behind'],
    ['Tue, 24 Nov 2026 09:59:00 GMT', 'expected at most 5 min, found the clock 2 h 1 min ahead'],
  ] as const
  for (const [date, expected] of cases) {
    it(`at noon, where AWS says ${date}`, async () => {
      answerAt(date)
      const finding = await deployed.find(clock, { nowMs: () => NOW_MS })
      if (typeof expected === 'string') expect(finding).to.have.property('issues').that.deep.equals([expected])
      else expect(finding).to.deep.equal(expected)
    })
  }
})
