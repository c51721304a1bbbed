import { expect } from 'chai'
import { emptyEntry } from '../shared/model/entry.ts'
import { TransientError } from '../shared/model/errors.ts'
import { REJECTION_ATTRIBUTE } from '../shared/ports/queue.ts'
import { deadLetters, deliver, left, send } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { BUCKET, image, MemoryWorld, VISIBILITY_MS } from './support/world.ts'

const noAnswer = new TransientError('sqs-timeout', 'no answer')
const unreadable = { eventVersion: '9.0', eventName: 'new', s3: { bucket: { name: BUCKET }, object: { key: 'x.jpg' } } }

/** A world in which another worker holds `busy.jpg`. */
async function withBusyKey(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await (await world.claim('busy.jpg')).announce('upload', image('busy'))
  for (const key of ['a.jpg', 'b.jpg']) world.put(key, `content of ${key}`)
  return world
}

describe('a batch', () => {
  it('without messages is nothing', async () => {
    const nothing = { outcomes: [], refusedMessages: [], failedIds: [], halted: undefined }
    expect(await deliver(new MemoryWorld())).to.deep.equal(nothing)
  })

  it('mirrors a key once for all its messages', async () => {
    const world = await withBusyKey()
    for (const keys of [['a.jpg'], ['a.jpg', 'b.jpg'], ['a.jpg']]) send(world, keys)
    const { outcomes, failedIds } = await deliver(world)
    expect(outcomes.map(({ key, mutations }) => [key, mutations.length])).to.deep.equal([
      ['a.jpg', 1],
      ['b.jpg', 1],
    ])
    expect([failedIds, left(world)]).to.deep.equal([[], {}])
    expect(Object.keys(world.account)).to.deep.equal(['image/a', 'image/b'])
  })

  it('mirrors the key that an event means, as S3 encodes it', async () => {
    const world = new MemoryWorld()
    world.put('shoot 1/a+ü.jpg', 'one')
    send(world, ['shoot 1/a+ü.jpg'])
    await deliver(world)
    expect(world.account).to.deep.equal({ 'image/shoot 1/a＋ü': 'one' })
  })

  it('is done with a message only when all its keys are, and with others all the same', async () => {
    const world = await withBusyKey()
    send(world, ['a.jpg', 'busy.jpg'])
    send(world, ['a.jpg'])
    send(world, ['busy.jpg'])
    const { failedIds } = await deliver(world)
    expect(failedIds).to.deep.equal(['m0', 'm2'])
    expect(left(world)).to.deep.equal({ m0: 1, m2: 1 })
    expect(world.account).to.deep.equal({ 'image/a': 'content of a.jpg' })
  })

  it('brings a message back as soon as one of its keys can go on', async () => {
    const world = await withBusyKey()
    await world.putMirrored('gone.jpg', 'one')
    world.remove('gone.jpg')
    send(world, ['gone.jpg', 'busy.jpg'])
    send(world, ['gone.jpg'])
    await deliver(world)
    expect(left(world)).to.deep.equal({ m0: 1, m1: 10 })
  })

  it('refuses what it cannot read of a message when the rest of it is done, and once', async () => {
    const world = await withBusyKey()
    send(world, [unreadable, 'busy.jpg'])
    await deliver(world)
    expect([deadLetters(world), left(world)]).to.deep.equal([[], { m0: 1 }])
    await world.record(emptyEntry('busy.jpg'))
    world.clock.advance(1000)
    await deliver(world)
    expect([deadLetters(world), left(world)]).to.deep.equal([['unknown-version'], {}])
    const [{ body } = { body: '' }] = world.deadLetters.messages.values()
    expect(JSON.parse(body)).to.deep.equal({ Records: [unreadable] })
  })

  it('is done with a message that says nothing of any key', async () => {
    const world = new MemoryWorld()
    world.changes.apply(0, { kind: 'send', body: JSON.stringify({ Event: 's3:TestEvent' }) })
    world.changes.apply(0, { kind: 'send', body: 'no JSON' })
    const { refusedMessages } = await deliver(world)
    expect(refusedMessages.map(({ id, code }) => [id, code])).to.deep.equal([['m1', 'not-json']])
    expect([left(world), deadLetters(world)]).to.deep.equal([{}, ['not-json']])
  })

  it('fails only the message for which the queue does not answer', async () => {
    const world = await withBusyKey()
    send(world, [unreadable])
    send(world, ['busy.jpg'])
    send(world, ['a.jpg'])
    send(world, ['busy.jpg'])
    world.moments.before('queue.reject', throws(noAnswer))
    world.moments.before('queue.delay', throws(noAnswer), 'm1')
    const { failedIds } = await deliver(world)
    expect(failedIds).to.deep.equal(['m0', 'm1', 'm3'])
    // Those come back when their visibility timeout ends.
    expect(left(world)).to.deep.equal({ m0: VISIBILITY_MS / 1000, m1: VISIBILITY_MS / 1000, m3: 1 })
    expect(world.account).to.deep.equal({ 'image/a': 'content of a.jpg' })
  })

  it('tries again what was refused where one of its messages is redriven', async () => {
    const world = await withBusyKey()
    world.follow({ sizeLimits: { image: 1 } })
    send(world, ['a.jpg'])
    await deliver(world)
    expect((await world.entry('a.jpg')).refused?.code).to.equal('too-large')
    send(world, ['a.jpg'])
    await deliver(world)
    expect(deadLetters(world)).to.deep.equal(['too-large'])
    send(world, ['a.jpg'])
    send(world, ['a.jpg'], { [REJECTION_ATTRIBUTE]: 'too-large' })
    const { outcomes } = await deliver(world)
    expect(outcomes.map(({ result }) => result)).to.deep.equal(['refused'])
    expect(deadLetters(world)).to.deep.equal(['too-large', 'too-large'])
  })

  it('mirrors what has come back often after the rest, so that a key that never ends holds up none of it', async () => {
    const world = await withBusyKey()
    world.put('endless.jpg', 'it never ends')
    send(world, ['endless.jpg'])
    // Its first delivery ended with the worker.
    world.changes.apply(world.clock.nowMs(), { kind: 'receive', most: 10 })
    world.clock.advance(VISIBILITY_MS)
    send(world, ['a.jpg'])
    send(world, ['b.jpg'])
    const begun = Promise.withResolvers<void>()
    const never = new Promise<void>(() => undefined)
    const hang = () => {
      begun.resolve()
      return never
    }
    world.moments.before('source.observe', hang, 'endless.jpg')
    void deliver(world)
    await begun.promise
    expect(world.account).to.deep.equal({ 'image/a': 'content of a.jpg', 'image/b': 'content of b.jpg' })
  })

  it('tells how often a change was delivered, and what it took since the event', async () => {
    const world = await withBusyKey()
    const atMs = world.clock.nowMs() - 3000
    const event = { eventVersion: '2.1', eventName: 'ObjectCreated:Put', eventTime: new Date(atMs).toISOString() }
    send(world, [{ ...event, s3: { bucket: { name: BUCKET }, object: { key: 'a.jpg' } } }])
    world.moments.after('assets.upload', () => world.clock.advance(500))
    const [outcome] = (await deliver(world)).outcomes
    expect(outcome).to.deep.include({ deliveries: 1, durationMs: 500, lagMs: 3500 })
  })
})
