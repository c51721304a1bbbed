import { expect } from 'chai'
import { PermanentError, TransientError } from '../shared/model/errors.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const noAnswer = new TransientError('cloudinary-no-answer', 'no answer', { kind: 'transient', effect: 'unknown' })
const poison = new PermanentError('cloudinary-400', 'Cloudinary: Invalid image file')

function withObject(): MemoryWorld {
  const world = new MemoryWorld()
  world.put(key, 'one')
  return world
}

/** A world with an object that Cloudinary has refused. */
async function withRefused(): Promise<MemoryWorld> {
  const world = withObject()
  world.moments.before('assets.upload', throws(poison))
  const { result, code } = await world.mirror(key)
  expect([result, code]).to.deep.equal(['refused', 'cloudinary-400'])
  return world
}

describe('a change that is refused', () => {
  it('is in the dead-letter queue, and remembered', async () => {
    const world = await withRefused()
    expect(deadLetters(world)).to.deep.equal(['cloudinary-400'])
    const { refused, attempt, lease, failures } = await world.entry(key)
    expect(refused).to.deep.include({ code: 'cloudinary-400', reason: poison.message, etag: world.object(key).etag })
    expect([attempt, lease, failures]).to.deep.equal([undefined, undefined, undefined])
  })

  it('is refused once for the same object', async () => {
    const world = await withRefused()
    const { reason, ...outcome } = await world.mirror(key)
    expect(outcome).to.deep.equal({ key, result: 'done', code: 'skip', mutations: [] })
    expect(reason).to.contain(poison.message)
    expect([deadLetters(world).length, world.account]).to.deep.equal([1, {}])
    expect(await world.entry(key)).to.have.property('refused')
  })

  for (const [name, change] of [
    ['another object', (world: MemoryWorld) => world.put(key, 'two')],
    ['other rules', (world: MemoryWorld) => world.follow({ defaults: { tags: ['new'] } })],
  ] as const) {
    it(`is tried again for ${name}`, async () => {
      const world = await withRefused()
      change(world)
      expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'skip', reason: 'equal' })
      expect(Object.keys(world.account)).to.deep.equal(['image/a'])
      expect(await world.entry(key)).not.to.have.property('refused')
    })
  }

  it('is tried again when it is redriven', async () => {
    const world = await withRefused()
    await world.mirror(key, { redrivenMs: world.clock.nowMs() })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(await world.entry(key)).not.to.have.property('refused')
  })

  it('comes back where an earlier request has no answer, and clears away what that has left', async () => {
    const world = withObject()
    await world.mirror(key)
    world.follow({ defaults: { resourceType: 'raw' } })
    world.moments.after('assets.upload', throws(noAnswer))
    await world.mirror(key)
    world.follow({})
    world.put(key, 'two')
    world.moments.before('assets.upload', throws(poison))
    const { result, delaySeconds } = await world.mirror(key)
    expect([result, delaySeconds]).to.deep.equal(['refused', (INVOCATION_MS + ATTEMPT_MS) / 1000])
    world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
    const { result: end, mutations } = await world.mirror(key, { receiveCount: 2 })
    expect([end, mutations.map(({ kind }) => kind)]).to.deep.equal(['done', ['destroy']])
    expect([deadLetters(world).length, world.account]).to.deep.equal([1, { 'image/a': 'one' }])
  })

  it('by the rules sends nothing, and is refused once too', async () => {
    const world = withObject()
    world.follow({ sizeLimits: { image: 1 } })
    expect(await world.mirror(key)).to.deep.include({ result: 'refused', code: 'too-large', mutations: [] })
    expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'skip' })
    expect([deadLetters(world), world.account]).to.deep.equal([['too-large'], {}])
  })
})
