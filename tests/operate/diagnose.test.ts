import { expect } from 'chai'
import { z } from 'zod'
import { diagnose } from '../../operate/diagnose/diagnose.ts'
import type { Stage } from '../../operate/stage/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import { cases } from './diagnose/cases/all.ts'
import { withUrl } from './diagnose/cases/case.ts'
import { Breaker } from './diagnose/repair.ts'
import { useOperatedStack } from './operated-stack.ts'

const findingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pass') }),
  z.object({ kind: z.literal('skipped'), reason: z.string() }),
  z.object({ kind: z.literal('fail'), issues: z.array(z.string()), advice: z.string() }),
])
const diagnosedSchema = z.array(z.object({ description: z.string(), finding: findingSchema }))

describe('sls diagnose', () => {
  const stack = useOperatedStack('empty')
  let breaker: Breaker

  before(async () => {
    breaker = await Breaker.of(stack.operator.stage)
  })
  afterEach(() => breaker.repair())

  async function run(stage: Stage, config: MirrorConfig = {}) {
    const { code, text } = await stack.operator.run(diagnose, { json: true }, stage, new Rules(config))
    const diagnosed = diagnosedSchema.parse(JSON.parse(text))
    const faults = diagnosed.flatMap(({ description, finding }) =>
      finding.kind === 'fail' ? [{ check: description, ...finding }] : [],
    )
    return { code, diagnosed, faults, skips: diagnosed.filter(({ finding }) => finding.kind === 'skipped') }
  }
  const LOCAL_SKIPS = 8

  it('finds nothing on an intact stack, and says what it has not looked at, and why', async () => {
    const { code, faults, skips } = await run(stack.operator.stage)
    expect({ code, faults }).to.deep.equal({ code: 0, faults: [] })
    const reasons = skips.map(({ finding }) => (finding.kind === 'skipped' ? finding.reason : ''))
    expect(reasons).to.have.length(LOCAL_SKIPS)
    expect(reasons.filter((reason) => !/emulators|local/.test(reason))).to.deep.equal([])
  })

  for (const { name, broken, config, check, issues, advice, silenced = 0 } of cases) {
    it(`says that ${name}, and nothing else`, async () => {
      const changed = await broken(breaker, stack.operator.stage)
      const { code, faults, skips } = await run({ ...stack.operator.stage, ...changed }, config)
      expect(faults.map(({ check, issues }) => ({ check, issues }))).to.deep.equal([{ check, issues }])
      expect(faults[0]?.advice).to.contain(advice)
      expect({ code, skips: skips.length }).to.deep.equal({ code: 1, skips: LOCAL_SKIPS + silenced })
    })
  }

  it('lets a filter be that hides no key of any source', async () => {
    const FilterRules = [{ Name: 'prefix' as const, Value: 'uploads/' }]
    await breaker.renotify((one) => [{ ...one, Filter: { Key: { FilterRules } } }])
    expect((await run(stack.operator.stage, { sources: [{ prefix: 'uploads/' }] })).faults).to.deep.equal([])
  })

  it('asks for no permission of Cloudinary to read where the rules transfer by presigned URLs', async () => {
    await breaker.setPolicy(undefined)
    await breaker.removeMarker()
    const { faults, skips } = await run(stack.operator.stage, { defaults: { transfer: 'presigned' } })
    expect({ faults, skips: skips.length }).to.deep.equal({ faults: [], skips: LOCAL_SKIPS + 4 })
  })

  it('says that the account is malformed, without saying the account, and tells nothing that follows from it', async () => {
    const { faults, skips } = await run({
      ...stack.operator.stage,
      ...withUrl(stack.operator.stage, (url) => url.replace('demo', '')),
    })
    expect(faults.map(({ check }) => check)).to.deep.equal([
      "Cloudinary's account is known: the secret can be read and is well-formed",
    ])
    expect(faults[0]?.issues.join())
      .to.contain('CLOUDINARY_URL')
      .and.not.to.match(/key:secret|:secret@/)
    expect(skips).to.have.length(LOCAL_SKIPS + 5)
  })

  it('tells a person line by line, within the columns, as a command of sls', async () => {
    const intact = await stack.operator.run(diagnose)
    expect(intact.code).to.equal(0)
    expect(intact.text).to.contain('✔ The bucket is there').and.to.contain('31 checks: 23 passed, 0 failed, 8 skipped')
    await breaker.setPolicy(undefined)
    const { code, text } = await stack.operator.sls(['diagnose'])
    expect(code).to.equal(1)
    expect(text).to.match(/^✖ The bucket's policy lets Cloudinary read its objects\n {4}no statement lets the account/m)
    expect(text).not.to.contain('\u001b')
    const narrow = await stack.operator.run(diagnose)
    expect(narrow.text.split('\n').filter((line) => line.length > 80)).to.deep.equal([])
    expect(narrow.text).to.contain('\n    To do: Put back the SourceBucketPolicy')
  })
})
