import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { processTerminal } from '../../operate/cli/terminal.ts'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { connect, connectAfterDeploy } from '../../operate/connect/connect.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { AUDIT, Bucket, KEEPS, MARKER, OURS, RESIZE, THEIRS, untouched, useStudioBucket } from './studio-bucket.ts'

describe('sls connect', () => {
  const studio = useStudioBucket()

  it("adds notification, permission to read and marker to a bucket, beside others'", async () => {
    const { code, text } = await studio.operator.run(connect, {}, studio.stage)
    expect(code).to.equal(0)
    const words = text.split('\n').map((line) => line.split(/ {2,}/))
    expect(words.slice(0, 3)).to.deep.equal([
      ['change', 'part', 'what'],
      ['add', 'policy', 'AllowCloudinaryToRead, DenyMarkerToOthers'],
      ['add', 'marker', MARKER],
    ])
    expect(words[3]?.slice(0, 2)).to.deep.equal(['add', 'notification'])
    expect(words[4]).to.deep.equal(['studio-uploads was changed.'])
    expect(await studio.stateOf(Bucket)).to.deep.equal(studio.connected())
    const { ContentLength } = await studio.stage.s3.send(new HeadObjectCommand({ Bucket, Key: MARKER }))
    expect(ContentLength).to.equal(0)
  })

  it('changes nothing the second time, and says so', async () => {
    await studio.operator.run(connect, {}, studio.stage)
    const sent: string[] = []
    const s3 = studio.stage.s3
    const listening = { name: 'listening', step: 'initialize' } as const
    s3.middlewareStack.add(
      (next, context) => (args) => {
        sent.push(context.commandName ?? '')
        return next(args)
      },
      listening,
    )
    const { code, text } = await studio.operator.run(connect, {}, studio.stage)
    s3.middlewareStack.remove('listening')
    expect({ code, text }).to.deep.equal({ code: 0, text: 'studio-uploads is as it should be; nothing was changed.' })
    expect(sent.filter((name) => /^(Put|Delete)/.test(name))).to.deep.equal([])
    expect(sent).to.include('GetBucketNotificationConfigurationCommand')
  })

  it('makes a policy where the bucket has none', async () => {
    await studio.have([], [])
    await studio.operator.run(connect, {}, studio.stage)
    expect((await studio.stateOf(Bucket)).policy).to.deep.equal([OURS, KEEPS])
    await studio.operator.run(connect, { remove: true, yes: true }, studio.stage)
    expect((await studio.stateOf(Bucket)).policy).to.equal('none')
  })

  it('puts right what is there in part', async () => {
    const narrowed = { ...RESIZE, QueueArn: studio.queueArn }
    await studio.have([AUDIT, narrowed], [{ ...OURS, Resource: 'arn:aws:s3:::other/*' }, THEIRS])
    const { text } = await studio.operator.run(connect, { json: true }, studio.stage)
    const changes = [
      ['policy', 'change'],
      ['marker', 'add'],
      ['notification', 'change'],
    ]
    expect(JSON.parse(text).changes.map(({ part, action }: Record<string, string>) => [part, action])).to.deep.equal(
      changes,
    )
    expect(await studio.stateOf(Bucket)).to.deep.equal(studio.connected())
  })

  it('lets Cloudinary read the prefixes that the rules name and the marker, and only the one who deploys write that', async () => {
    const environment = { ...studio.stage.environment, DEPLOYER: 'role/deployer' }
    const rules = new Rules({ sources: [{ prefix: 'uploads/' }, { prefix: 'press/2026/' }] })
    const { text } = await studio.operator.run(connect, {}, { ...studio.stage, environment }, rules)
    expect(text).to.match(/^add +policy/m)
    const Resource = ['.wellknown/cloudinary/*', 'uploads/*', 'press/2026/*'].map(
      (keys) => `arn:aws:s3:::${Bucket}/${keys}`,
    )
    const writers = ['root', 'role/deployer', 'role/*/deployer'].map((name) => `arn:aws:iam::000000000000:${name}`)
    const kept = { ...KEEPS, Condition: { ArnNotLike: { 'aws:PrincipalArn': writers } } }
    expect((await studio.stateOf(Bucket)).policy).to.deep.equal([THEIRS, { ...OURS, Resource }, kept])
    const again = await studio.operator.run(connect, {}, { ...studio.stage, environment }, rules)
    expect(again.text).to.contain('nothing was changed')
    await studio.operator.run(connect, {}, studio.stage)
    expect(await studio.stateOf(Bucket)).to.deep.equal(studio.connected())
  })

  it('says which bucket is missing', async () => {
    const missing = { ...studio.stage, bucket: 'no-such-bucket' }
    const thrown: unknown = await studio.operator.run(connect, {}, missing).catch((error: unknown) => error)
    if (!(thrown instanceof UsageError)) throw new Error(`expected a UsageError, found ${String(thrown)}`)
    expect(thrown.message).to.match(
      /^expected a bucket no-such-bucket .*found NotFound; make it, .* or set SOURCE_BUCKET/,
    )
  })

  it('is done after a deploy where the bucket was there before the stack, and only there', async () => {
    await connectAfterDeploy({ ...studio.stage, isBucketOfStack: true }, new Rules(), processTerminal())
    expect(await studio.stateOf(Bucket)).to.deep.equal(untouched)
    const notes: string[] = []
    await connectAfterDeploy(studio.stage, new Rules(), { ...processTerminal(), note: (text) => void notes.push(text) })
    expect(notes.join()).to.contain('studio-uploads was changed.')
    expect(notes.join()).to.contain('What is sent to studio-uploads becomes public').and.to.contain('docs/rules.md')
    expect(await studio.stateOf(Bucket)).to.deep.equal(studio.connected())
  })
})
