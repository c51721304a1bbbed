import { expect } from 'chai'
import { TransientError } from '../shared/model/errors.ts'
import type { Unended } from '../shared/model/unended.ts'
import { deadLetters, deliver, left, send } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { INVOCATION_MS, MemoryWorld, VISIBILITY_MS } from './support/world.ts'

const SECONDS = VISIBILITY_MS / 1000

/** A world with an object for each key, of which these deliveries have never ended. */
async function worldOf(unended: Readonly<Record<string, number | undefined>>): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.clock.advance(VISIBILITY_MS)
  for (const [key, count] of Object.entries(unended)) {
    world.put(key, `content of ${key}`)
    if (count !== undefined) await world.record({ key, applied: { state: 'nothing' }, unended: begun(count) })
  }
  return world
}

const begun = (count: number): Unended => ({ count, beganMs: 1, untilMs: 2 })

/** Delivers what is visible to a worker that never ends when it comes to the key. */
async function deliverUnended(world: MemoryWorld, key: string): Promise<void> {
  const isThere = new Promise<void>((resolve) => {
    const neverEnds = () => {
      resolve()
      return new Promise(() => undefined)
    }
    world.moments.before('source.observe', neverEnds, key)
  })
  void deliver(world)
  await isThere
}

describe('a batch with keys whose last delivery never ended', () => {
  it('mirrors all others first, and then those alone, the most hopeful first', async () => {
    const world = await worldOf({ 'bad.jpg': 2, 'other.jpg': 0, 'middle.jpg': 1, 'healthy.jpg': undefined })
    for (const key of ['bad.jpg', 'other.jpg', 'middle.jpg', 'healthy.jpg']) send(world, [key])
    const { outcomes, failedIds } = await deliver(world)
    const order = ['healthy.jpg', 'other.jpg', 'middle.jpg', 'bad.jpg']
    expect(outcomes.map(({ key, result }) => [key, result])).to.deep.equal(order.map((key) => [key, 'done']))
    expect(failedIds).to.deep.equal([])
    for (const key of order) expect((await world.entry(key)).unended, key).to.equal(undefined)
  })

  it('has done the others, and told the queue when they come back, before it tries them', async () => {
    const world = await worldOf({ 'bad.jpg': 0, 'healthy.jpg': undefined, 'failing.jpg': undefined })
    for (const key of ['bad.jpg', 'healthy.jpg', 'failing.jpg']) send(world, [key])
    world.moments.before('source.observe', throws(new TransientError('s3-503', 'no')), 'failing.jpg')
    await deliverUnended(world, 'bad.jpg')
    expect(world.account).to.deep.equal({ 'image/healthy': 'content of healthy.jpg' })
    expect(left(world)).to.deep.equal({ m0: SECONDS, m1: SECONDS, m2: 1 })
    const nowMs = world.clock.nowMs()
    expect((await world.entry('bad.jpg')).unended).to.deep.equal({
      count: 1,
      beganMs: nowMs,
      untilMs: nowMs + INVOCATION_MS,
    })
  })

  it('tries one only until it is refused, and then does not touch it', async () => {
    const world = await worldOf({ 'bad.jpg': undefined })
    send(world, ['bad.jpg'])
    const counts: (number | undefined)[] = []
    for (let delivery = 1; delivery <= 6; delivery++) {
      await deliverUnended(world, 'bad.jpg')
      counts.push((await world.entry('bad.jpg')).unended?.count)
      world.clock.advance(VISIBILITY_MS)
    }
    expect(counts).to.deep.equal([undefined, undefined, 0, 1, 2, 3])
    world.moments.before('source.observe', throws(new Error('it is tried once more')))
    const { outcomes } = await deliver(world)
    expect(outcomes.map(({ result, code }) => [result, code])).to.deep.equal([['refused', 'never-ended']])
    expect([deadLetters(world), left(world)]).to.deep.equal([['never-ended'], {}])
    send(world, ['bad.jpg'])
    expect((await deliver(world)).outcomes).to.have.nested.property('[0].code', 'never-ended')
    expect(deadLetters(world)).to.deep.equal(['never-ended'])
  })

  it('counts nothing where deliveries end, whatever comes of them', async () => {
    const world = await worldOf({ 'failing.jpg': undefined })
    const failsToObserve = throws(new TransientError('s3-503', 'no', { kind: 'waiting' }))
    send(world, ['failing.jpg'])
    for (let delivery = 1; delivery <= 10; delivery++) {
      world.moments.before('source.observe', failsToObserve)
      const { outcomes } = await deliver(world)
      expect(outcomes.map(({ code }) => code)).to.deep.equal(['s3-503'])
      expect((await world.entry('failing.jpg')).unended).to.equal(undefined)
      world.clock.advance(VISIBILITY_MS)
    }
    expect(deadLetters(world)).to.deep.equal([])
  })

  it('counts nothing where its beginning could not be noted', async () => {
    const world = await worldOf({ 'a.jpg': 0 })
    send(world, ['a.jpg'])
    world.moments.before('rows.write', throws(new TransientError('dynamodb-throttled', 'no')), 'a.jpg')
    const { outcomes } = await deliver(world)
    expect(outcomes.map(({ code }) => code)).to.deep.equal(['dynamodb-throttled'])
    const { unended, failures } = await world.entry('a.jpg')
    expect([unended, failures?.count]).to.deep.equal([undefined, 1])
  })

  it('leaves a key to the worker that has begun with it', async () => {
    const world = await worldOf({ 'a.jpg': undefined })
    const untilMs = world.clock.nowMs() + 1
    await world.record({ key: 'a.jpg', applied: { state: 'nothing' }, unended: { count: 2, beganMs: 1, untilMs } })
    send(world, ['a.jpg'])
    const { outcomes } = await deliver(world)
    expect(outcomes.map(({ code, delaySeconds }) => [code, delaySeconds])).to.deep.equal([['busy', 1]])
    expect((await world.entry('a.jpg')).unended?.count).to.equal(2)
  })

  it('does not begin with one that would be cut off', async () => {
    const world = await worldOf({ 'slow.jpg': undefined, 'a.jpg': 2 })
    send(world, ['slow.jpg'])
    send(world, ['a.jpg'])
    world.moments.before('source.observe', () => world.clock.advance(INVOCATION_MS - 5000), 'slow.jpg')
    const { outcomes } = await deliver(world)
    expect(outcomes.map(({ key, code }) => [key, code])).to.deep.include(['a.jpg', 'out-of-time'])
    expect((await world.entry('a.jpg')).unended).to.deep.equal(begun(2))
  })
})
