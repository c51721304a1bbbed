import { expect } from 'chai'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { connect } from '../../operate/connect/connect.ts'
import { AUDIT, Bucket, MARKER, RESIZE, THEIRS, untouched, useStudioBucket } from './studio-bucket.ts'

describe('sls connect leaves alone what is not its own: it', () => {
  const studio = useStudioBucket()

  it('in a dry run says what would change and changes nothing', async () => {
    const { code, text } = await studio.operator.run(connect, { 'dry-run': true }, studio.stage)
    expect(code).to.equal(0)
    expect(text)
      .to.match(/^add +policy/m)
      .and.to.match(/^add +notification/m)
    expect(text).to.contain('Nothing was changed: this was a dry run on studio-uploads.')
    expect(await studio.stateOf(Bucket)).to.deep.equal(untouched)
  })

  it("refuses, shows what is in the way and changes nothing, where another's configuration has our events", async () => {
    await studio.have([AUDIT, RESIZE], [THEIRS])
    const thrown: unknown = await studio.operator.run(connect, {}, studio.stage).catch((error: unknown) => error)
    if (!(thrown instanceof UsageError)) throw new Error(`expected a UsageError, found ${String(thrown)}`)
    expect(thrown.message).to.contain(`resize: s3:ObjectCreated:Put of *.jpg to the queue ${RESIZE.QueueArn}`)
    expect(thrown.message).not.to.contain('audit:')
    expect(await studio.stateOf(Bucket)).to.deep.equal({ ...untouched, notifications: [AUDIT, RESIZE] })
  })

  it("takes back all of ours and nothing of others'", async () => {
    await studio.operator.run(connect, {}, studio.stage)
    studio.operator.answer = 'n'
    const refused = await studio.operator.run(connect, { remove: true }, studio.stage)
    expect(refused).to.include({ code: 1, text: '', notes: 'Nothing was changed.' })
    const { text } = await studio.operator.run(connect, { remove: true, yes: true }, studio.stage)
    expect(text.match(/^remove +\w+/gm)?.map((line) => line.split(/ +/)[1])).to.have.members([
      'policy',
      'marker',
      'notification',
    ])
    expect(await studio.stateOf(Bucket)).to.deep.equal(untouched)
    const again = await studio.operator.run(connect, { remove: true, yes: true }, studio.stage)
    expect(again.text).to.equal('studio-uploads is as it should be; nothing was changed.')
  })

  it("puts only the marker into a bucket that is the stack's own, as a command of sls", async () => {
    const own = studio.operator.stage.bucket
    const before = await studio.stateOf(own)
    const removed = await studio.operator.run(connect, { remove: true, yes: true })
    expect(removed.text).to.contain(
      `The stack made ${own}, all of it but the marker; --repair puts back what it has lost since.`,
    )
    expect(await studio.stateOf(own)).to.deep.equal({ ...before, markers: [] })
    const { code, text } = await studio.operator.sls(['connect', '--json'])
    expect(code).to.equal(0)
    const changes = [{ part: 'marker', action: 'add', what: MARKER }]
    expect(JSON.parse(text)).to.deep.equal({ bucket: own, isBucketOfStack: true, isDryRun: false, changes })
    expect(await studio.stateOf(own)).to.deep.equal(before)
  })
})
