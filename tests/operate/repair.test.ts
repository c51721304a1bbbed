import {
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { connect } from '../../operate/connect/connect.ts'
import { diagnose } from '../../operate/diagnose/diagnose.ts'
import { operatedBucket } from '../../operate/stage/bucket.ts'
import { saySame } from '../../operate/stage/policy.ts'
import { readQueue } from '../../operate/stage/queues.ts'
import { Breaker } from './diagnose/repair.ts'
import { useOperatedStack } from './operated-stack.ts'
import { AUDIT, MARKER, THEIRS } from './studio-bucket.ts'

describe("sls connect --repair, of the stack's own bucket and queue,", () => {
  const stack = useOperatedStack('empty')
  let breaker: Breaker

  before(async () => {
    breaker = await Breaker.of(stack.operator.stage)
  })
  afterEach(() => breaker.repair())

  /** What somebody can lose, and how diagnose names the part. */
  const losses: readonly (readonly [part: string, lose: () => Promise<unknown>])[] = [
    ['queue-policy', () => breaker.setQueue({ Policy: '' })],
    ['policy', () => breaker.setPolicy(undefined)],
    ['marker', () => breaker.removeMarker()],
    ['notification', () => breaker.renotify(() => [])],
  ]

  for (const [part, lose] of losses) {
    it(`puts back a lost ${part}, as diagnose advises, and nothing the second time`, async () => {
      await lose()
      const { text } = await stack.operator.run(diagnose)
      expect(text.replace(/\s+/g, ' ')).to.match(/To do: npx sls connect --repair --stage local puts/)
      const repaired = JSON.parse((await stack.operator.run(connect, { repair: true, json: true })).text)
      expect(repaired.changes.map((change: Record<string, string>) => [change.action, change.part])).to.deep.equal([
        ['add', part],
      ])
      expect((await stack.operator.run(diagnose)).code).to.equal(0)
      const again = await stack.operator.run(connect, { repair: true })
      expect(again.text).to.match(/^\S+ is as it should be; nothing was changed\.$/)
    })
  }

  it('puts back what CloudFormation has made, to the letter', async () => {
    const before = await stateOf()
    for (const [, lose] of losses) await lose()
    await stack.operator.run(connect, { repair: true })
    const after = await stateOf()
    for (const name of ['policy', 'queuePolicy'] as const) {
      expect(after[name]).to.have.length(before[name].length)
      for (const statement of before[name]) expect(after[name].some((one) => saySame(one, statement))).to.equal(true)
    }
    expect(after.events.sort()).to.deep.equal(before.events.sort())
    expect(after.hasMarker).to.equal(true)
  })

  it('says in a dry run what it would do, and changes nothing', async () => {
    for (const [, lose] of losses) await lose()
    const before = await stateOf()
    const { text } = await stack.operator.run(connect, { repair: true, 'dry-run': true })
    for (const [part] of losses) expect(text).to.match(new RegExp(`^add +${part} `, 'm'))
    expect(text).to.contain('Nothing was changed: this was a dry run')
    expect(await stateOf()).to.deep.equal(before)
  })

  it('keeps what others have set on bucket and queue', async () => {
    const { bucket, queueUrl, s3, sqs } = stack.operator.stage
    const theirs = { ...THEIRS, Resource: `arn:aws:s3:::${bucket}/*` }
    await breaker.setPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [theirs] }))
    await sqs.send(new CreateQueueCommand({ QueueName: 'audit' }))
    const NotificationConfiguration = { QueueConfigurations: [AUDIT] }
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }))
    const sends = { ...THEIRS, Action: 'sqs:ReceiveMessage', Resource: (await readQueue(sqs, queueUrl)).arn }
    await breaker.setQueue({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [sends] }) })
    await stack.operator.run(connect, { repair: true })
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
    expect(JSON.parse(Policy).Statement).to.have.length(4).and.to.deep.include(theirs)
    const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }))
    expect(QueueConfigurations).to.have.length(2).and.to.deep.include(AUDIT)
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['Policy'] }),
    )
    expect(JSON.parse(Attributes?.Policy ?? '').Statement)
      .to.have.length(3)
      .and.to.deep.include(sends)
    expect((await stack.operator.run(diagnose)).code).to.equal(0)
  })

  it('leaves all but the marker alone where it is not asked for', async () => {
    await breaker.setPolicy(undefined)
    const { text } = await stack.operator.run(connect)
    expect(text).to.contain('--repair puts back').and.to.contain('The marker is as it should be; nothing was changed.')
    expect(
      await stack.operator.stage.s3
        .send(new GetBucketPolicyCommand({ Bucket: stack.operator.stage.bucket }))
        .catch((thrown: Error) => thrown.name),
    ).to.equal('NoSuchBucketPolicy')
  })

  it('is not the same as --remove', async () => {
    const thrown: unknown = await stack.operator.run(connect, { repair: true, remove: true }).catch((error) => error)
    expect(thrown)
      .to.be.instanceOf(UsageError)
      .with.property('message', 'expected one of --repair and --remove, found both')
  })

  async function stateOf() {
    const { s3, sqs, bucket: name, queueUrl } = stack.operator.stage
    const bucket = operatedBucket(s3, name)
    const [notification, policy, queue, hasMarker] = await Promise.all([
      bucket.notification(),
      bucket.policy(),
      readQueue(sqs, queueUrl),
      bucket.has(MARKER),
    ])
    const events = notification.destinations.flatMap((one) => one.events)
    return { events, policy: policy?.Statement ?? [], queuePolicy: queue.policy?.Statement ?? [], hasMarker }
  }
})
