import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { diagnose } from '../../operate/diagnose/diagnose.ts'
import { diagnoseLive } from '../../operate/diagnose/live/diagnose-live.ts'
import { dlqRedrive } from '../../operate/dlq/redrive.ts'
import { pause, resume } from '../../operate/pause/pause.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { eventually } from '../support/eventually.ts'
import { useOperatedStack } from './operated-stack.ts'

const DESCRIPTION = 'A test object becomes an asset, and its asset goes with it'

describe('sls diagnose --live', () => {
  // Its guard lets the deletions through.
  const stack = useOperatedStack('tagged')
  afterEach('leaves neither objects nor assets', async () => {
    await stack.clients.control('DELETE', 'settings')
    expect(await stack.images('sls-diagnose')).to.deep.equal([])
    const { s3, bucket: Bucket } = stack.operator.stage
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'sls-diagnose' }))
    expect(Contents).to.deep.equal([])
  })

  const sendThrough = (key?: string) =>
    diagnoseLive({
      stage: stack.operator.stage,
      rules: new Rules(),
      key,
      signal: new AbortController().signal,
      tell: () => undefined,
    })

  it('sends an object through, and tells of each step, for people and for programs', async () => {
    const { code, text } = await stack.operator.run(diagnose, { live: true })
    expect(code, text).to.equal(0)
    expect(text).to.match(
      / s {2}put sls-diagnose-\S+\.png\n.* s {2}its asset is there, image sls-diagnose-\S+\n.* s {2}deleted the object\n.* s {2}the asset is gone\n/,
    )
    expect(text).to.contain(`✔ ${DESCRIPTION}`)
    const { text: json } = await stack.operator.run(diagnose, { live: true, json: true })
    const last = JSON.parse(json).at(-1)
    expect(last).to.deep.include({ description: DESCRIPTION, finding: { kind: 'pass' } })
    expect(last.steps.map(({ ms }: { ms: unknown }) => typeof ms)).to.deep.equal(Array(4).fill('number'))
  })

  it('says why Cloudinary refuses it, and takes the object away', async () => {
    await stack.clients.control('POST', 'settings', { bytesMax: { image: 10 } })
    const { finding } = await sendThrough()
    if (finding.kind !== 'fail') throw new Error(`expected a failure, found ${finding.kind}`)
    expect(finding.issues[0]).to.match(/^sls-diagnose-\S+ was refused: cloudinary-400: Cloudinary: File size too large/)
    expect(finding.issues[1]).to.equal('object and asset were taken away again')
    await stack.quiet(1)
    await stack.clients.control('DELETE', 'settings')
    // There is nothing left to mirror.
    await stack.operator.run(dlqRedrive, { all: true })
    await stack.quiet()
  })

  it('puts nothing where somebody has an object of that key, and leaves it', async () => {
    const { s3, bucket: Bucket } = stack.operator.stage
    const Key = 'live/theirs.png'
    // A picture, for it may be mirrored before it is gone.
    await stack.put(Key, undefined, { Metadata: { 'sls-diagnose': 'older' } })
    const { finding } = await sendThrough(Key)
    if (finding.kind !== 'fail') throw new Error(`expected a failure, found ${finding.kind}`)
    expect(finding.issues[0]).to.contain('expected no object live/theirs.png, found one, which was left as it is')
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'live/' }))
    expect(Contents).to.have.length(1)
    await stack.delete(Key)
    await stack.quiet()
  })

  it('puts nothing while changes wait, and says so', async () => {
    await stack.operator.run(pause, { reason: 'a move' })
    const { finding, steps } = await sendThrough()
    await stack.operator.run(resume)
    expect(steps).to.deep.equal([])
    const issues = 'issues' in finding ? finding.issues.join('\n') : ''
    expect(issues).to.match(/^nothing was put: nothing is mirrored: paused by an operator: a move, for \d+ s$/)
  })

  it('takes away both at Ctrl-C, and ends as interrupted', async () => {
    const { code, text } = await stack.operator.sls(['diagnose', '--live'], {
      interruptWhen: (said) => said.includes('  put sls-diagnose-'),
    })
    expect(code, text).to.equal(130)
    expect(text).to.contain('it was interrupted').and.to.contain('object and asset were taken away again')
    await eventually('no asset to be left by a worker', async () =>
      expect(await stack.images('sls-diagnose')).to.deep.equal([]),
    )
    await stack.quiet()
  })
})
