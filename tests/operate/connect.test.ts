import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { processTerminal } from '../../operate/cli/terminal.ts'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { connect, connectAfterDeploy } from '../../operate/connect/connect.ts'
import type { Stage } from '../../operate/stage/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { useOperatedStack } from './operated-stack.ts'

const Bucket = 'studio-uploads'
const MARKER = '.wellknown/cloudinary/demo'
const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:LifecycleExpiration:*',
  's3:ObjectRestore:Completed',
  's3:ObjectTagging:*',
]
const OURS = {
  Sid: 'AllowCloudinaryToRead',
  Effect: 'Allow',
  Principal: { AWS: '232482882421' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
}
const KEEPS = {
  Sid: 'DenyMarkerToOthers',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:PutObject*', 's3:DeleteObject*'],
  Resource: `arn:aws:s3:::${Bucket}/.wellknown/*`,
  Condition: {
    ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::000000000000:root', 'arn:aws:iam::000000000000:*'] },
  },
}
const THEIRS = {
  Sid: 'TheirPartner',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
}
const AUDIT: QueueConfiguration = {
  Id: 'audit',
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:audit',
  Events: ['s3:ObjectAcl:Put'],
  Filter: { Key: { FilterRules: [{ Name: 'Prefix' as 'prefix', Value: 'logs/' }] } },
}
const RESIZE: QueueConfiguration = {
  Id: 'resize',
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:audit',
  Events: ['s3:ObjectCreated:Put'],
  Filter: { Key: { FilterRules: [{ Name: 'Suffix' as 'suffix', Value: '.jpg' }] } },
}

describe('sls connect', () => {
  const stack = useOperatedStack('empty')
  let studio: Stage
  let queueArn = ''

  before(async () => {
    studio = { ...stack.operator.stage, bucket: Bucket, isBucketOfStack: false }
    const { sqs, s3, queueUrl: QueueUrl } = stack.operator.stage
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    queueArn = Attributes?.QueueArn ?? ''
    await sqs.send(new CreateQueueCommand({ QueueName: 'audit' }))
    await s3.send(new CreateBucketCommand({ Bucket }))
  })
  // A bucket that others use already.
  beforeEach(() => have([AUDIT], [THEIRS]))

  async function have(QueueConfigurations: QueueConfiguration[], Statement: object[]): Promise<void> {
    const { s3 } = studio
    const NotificationConfiguration = { QueueConfigurations }
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    if (Statement.length > 0) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    else await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    await stack.operator.run(connect, { remove: true, yes: true }, { ...studio, isBucketOfStack: true })
  }

  /** All that a connection could have changed of a bucket. */
  async function stateOf(name: string) {
    const { s3 } = studio
    const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: name }))
    const policy = await s3.send(new GetBucketPolicyCommand({ Bucket: name })).then(
      ({ Policy = '' }) => JSON.parse(Policy).Statement,
      () => 'none',
    )
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: '.wellknown/' }))
    return { notifications: QueueConfigurations, policy, markers: Contents.map(({ Key }) => Key) }
  }
  const connected = () => ({
    notifications: [AUDIT, { Id: queueArn.split(':').at(-1), QueueArn: queueArn, Events: EVENTS }],
    policy: [THEIRS, OURS, KEEPS],
    markers: [MARKER],
  })
  const untouched = { notifications: [AUDIT], policy: [THEIRS], markers: [] }

  it("adds notification, permission to read and marker to a bucket, beside others'", async () => {
    const { code, text } = await stack.operator.run(connect, {}, studio)
    expect(code).to.equal(0)
    const words = text.split('\n').map((line) => line.split(/ {2,}/))
    expect(words.slice(0, 3)).to.deep.equal([
      ['change', 'part', 'what'],
      ['add', 'policy', 'AllowCloudinaryToRead, DenyMarkerToOthers'],
      ['add', 'marker', MARKER],
    ])
    expect(words[3]?.slice(0, 2)).to.deep.equal(['add', 'notification'])
    expect(words[4]).to.deep.equal(['studio-uploads was changed.'])
    expect(await stateOf(Bucket)).to.deep.equal(connected())
    const { ContentLength } = await studio.s3.send(new HeadObjectCommand({ Bucket, Key: MARKER }))
    expect(ContentLength).to.equal(0)
  })

  it('changes nothing the second time, and says so', async () => {
    await stack.operator.run(connect, {}, studio)
    const sent: string[] = []
    const s3 = studio.s3
    const listening = { name: 'listening', step: 'initialize' } as const
    s3.middlewareStack.add(
      (next, context) => (args) => {
        sent.push(context.commandName ?? '')
        return next(args)
      },
      listening,
    )
    const { code, text } = await stack.operator.run(connect, {}, studio)
    s3.middlewareStack.remove('listening')
    expect({ code, text }).to.deep.equal({ code: 0, text: 'studio-uploads is as it should be; nothing was changed.' })
    expect(sent.filter((name) => /^(Put|Delete)/.test(name))).to.deep.equal([])
    expect(sent).to.include('GetBucketNotificationConfigurationCommand')
  })

  it('makes a policy where the bucket has none', async () => {
    await have([], [])
    await stack.operator.run(connect, {}, studio)
    expect((await stateOf(Bucket)).policy).to.deep.equal([OURS, KEEPS])
    await stack.operator.run(connect, { remove: true, yes: true }, studio)
    expect((await stateOf(Bucket)).policy).to.equal('none')
  })

  it('puts right what is there in part', async () => {
    const narrowed = { ...RESIZE, QueueArn: queueArn }
    await have([AUDIT, narrowed], [{ ...OURS, Resource: 'arn:aws:s3:::other/*' }, THEIRS])
    const { text } = await stack.operator.run(connect, { json: true }, studio)
    const changes = [
      ['policy', 'change'],
      ['marker', 'add'],
      ['notification', 'change'],
    ]
    expect(JSON.parse(text).changes.map(({ part, action }: Record<string, string>) => [part, action])).to.deep.equal(
      changes,
    )
    expect(await stateOf(Bucket)).to.deep.equal(connected())
  })

  it('lets Cloudinary read the prefixes that the rules name and the marker, and only the one who deploys write that', async () => {
    const environment = { ...studio.environment, DEPLOYER: 'role/deployer' }
    const rules = new Rules({ sources: [{ prefix: 'uploads/' }, { prefix: 'press/2026/' }] })
    const { text } = await stack.operator.run(connect, {}, { ...studio, environment }, rules)
    expect(text).to.match(/^add +policy/m)
    const Resource = ['.wellknown/cloudinary/*', 'uploads/*', 'press/2026/*'].map(
      (keys) => `arn:aws:s3:::${Bucket}/${keys}`,
    )
    const writers = ['root', 'role/deployer', 'role/*/deployer'].map((name) => `arn:aws:iam::000000000000:${name}`)
    const kept = { ...KEEPS, Condition: { ArnNotLike: { 'aws:PrincipalArn': writers } } }
    expect((await stateOf(Bucket)).policy).to.deep.equal([THEIRS, { ...OURS, Resource }, kept])
    const again = await stack.operator.run(connect, {}, { ...studio, environment }, rules)
    expect(again.text).to.contain('nothing was changed')
    await stack.operator.run(connect, {}, studio)
    expect(await stateOf(Bucket)).to.deep.equal(connected())
  })

  it('in a dry run says what would change and changes nothing', async () => {
    const { code, text } = await stack.operator.run(connect, { 'dry-run': true }, studio)
    expect(code).to.equal(0)
    expect(text)
      .to.match(/^add +policy/m)
      .and.to.match(/^add +notification/m)
    expect(text).to.contain('Nothing was changed: this was a dry run on studio-uploads.')
    expect(await stateOf(Bucket)).to.deep.equal(untouched)
  })

  it("refuses, shows what is in the way and changes nothing, where another's configuration has our events", async () => {
    await have([AUDIT, RESIZE], [THEIRS])
    const thrown: unknown = await stack.operator.run(connect, {}, studio).catch((error: unknown) => error)
    if (!(thrown instanceof UsageError)) throw new Error(`expected a UsageError, found ${String(thrown)}`)
    expect(thrown.message).to.contain(`resize: s3:ObjectCreated:Put of *.jpg to the queue ${RESIZE.QueueArn}`)
    expect(thrown.message).not.to.contain('audit:')
    expect(await stateOf(Bucket)).to.deep.equal({ ...untouched, notifications: [AUDIT, RESIZE] })
  })

  it("takes back all of ours and nothing of others'", async () => {
    await stack.operator.run(connect, {}, studio)
    stack.operator.answer = 'n'
    const refused = await stack.operator.run(connect, { remove: true }, studio)
    expect(refused).to.include({ code: 1, text: '', notes: 'Nothing was changed.' })
    const { text } = await stack.operator.run(connect, { remove: true, yes: true }, studio)
    expect(text.match(/^remove +\w+/gm)?.map((line) => line.split(/ +/)[1])).to.have.members([
      'policy',
      'marker',
      'notification',
    ])
    expect(await stateOf(Bucket)).to.deep.equal(untouched)
    const again = await stack.operator.run(connect, { remove: true, yes: true }, studio)
    expect(again.text).to.equal('studio-uploads is as it should be; nothing was changed.')
  })

  it('says which bucket is missing', async () => {
    const missing = { ...studio, bucket: 'no-such-bucket' }
    const thrown: unknown = await stack.operator.run(connect, {}, missing).catch((error: unknown) => error)
    if (!(thrown instanceof UsageError)) throw new Error(`expected a UsageError, found ${String(thrown)}`)
    expect(thrown.message).to.match(
      /^expected a bucket no-such-bucket .*found NotFound; make it, .* or set SOURCE_BUCKET/,
    )
  })

  it('is done after a deploy where the bucket was there before the stack, and only there', async () => {
    await connectAfterDeploy({ ...studio, isBucketOfStack: true }, new Rules(), processTerminal())
    expect(await stateOf(Bucket)).to.deep.equal(untouched)
    const notes: string[] = []
    await connectAfterDeploy(studio, new Rules(), { ...processTerminal(), note: (text) => void notes.push(text) })
    expect(notes.join()).to.contain('studio-uploads was changed.')
    expect(notes.join()).to.contain('What is sent to studio-uploads becomes public').and.to.contain('docs/rules.md')
    expect(await stateOf(Bucket)).to.deep.equal(connected())
  })

  it("puts only the marker into a bucket that is the stack's own, as a command of sls", async () => {
    const own = stack.operator.stage.bucket
    const before = await stateOf(own)
    const removed = await stack.operator.run(connect, { remove: true, yes: true })
    expect(removed.text).to.contain(`The stack made ${own}: CloudFormation keeps all of it but the marker.`)
    expect(await stateOf(own)).to.deep.equal({ ...before, markers: [] })
    const { code, text } = await stack.operator.sls(['connect', '--json'])
    expect(code).to.equal(0)
    const changes = [{ part: 'marker', action: 'add', what: MARKER }]
    expect(JSON.parse(text)).to.deep.equal({ bucket: own, isBucketOfStack: true, isDryRun: false, changes })
    expect(await stateOf(own)).to.deep.equal(before)
  })
})
