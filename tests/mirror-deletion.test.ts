import { expect } from 'chai'
import { listWithheld } from '../shared/guard/withheld.ts'
import { emptyEntry } from '../shared/model/entry.ts'
import { TransientError } from '../shared/model/errors.ts'
import { throws } from './support/moments.ts'
import { image, MemoryWorld, SETTLE_MS } from './support/world.ts'

const key = 'a.jpg'
const address = image('a')

/** A world with a mirrored object. */
async function withMirrored(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(key, 'one')
  return world
}

/** The same when the object has been gone for as long as the settle window. */
async function withGone(): Promise<MemoryWorld> {
  const world = await withMirrored()
  world.remove(key)
  await world.mirror(key)
  world.clock.advance(SETTLE_MS)
  return world
}

describe('mirroring a deletion', () => {
  it('waits for the settle window, and then takes the asset away', async () => {
    const world = await withMirrored()
    world.remove(key)
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'wait', delaySeconds: 10 })
    world.clock.advance(SETTLE_MS - 1)
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'wait', delaySeconds: 1 })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    world.clock.advance(1)
    expect((await world.mirror(key)).mutations).to.deep.equal([{ kind: 'destroy', reason: 'the object is gone' }])
    expect([world.account, world.recordedKeys]).to.deep.equal([{}, []])
  })

  it('is an overwrite where the object comes back within the window', async () => {
    const world = await withMirrored()
    const { assetId } = world.asset(address)
    world.remove(key)
    await world.mirror(key)
    world.put(key, 'two')
    expect((await world.mirror(key)).mutations.map(({ kind }) => kind)).to.deep.equal(['upload'])
    expect(world.asset(address)).to.deep.include({ assetId })
    expect(await world.entry(key)).not.to.have.property('deletion')
  })

  for (const [name, change] of [
    ['that cannot be mirrored yet', (world: MemoryWorld) => world.put(key, 'two', true)],
    [
      'whose upload fails',
      (world: MemoryWorld) => {
        world.put(key, 'two')
        world.moments.before('assets.upload', throws(new TransientError('cloudinary-503', 'no')))
      },
    ],
  ] as const) {
    it(`forgets the absence where an object comes back ${name}`, async () => {
      const world = await withMirrored()
      world.remove(key)
      await world.mirror(key)
      change(world)
      expect(await world.mirror(key)).to.deep.include({ result: 'retry', mutations: [] })
      expect(await world.entry(key)).not.to.have.property('deletion')
    })
  }

  it('tells of no mutation where the asset is someone else`s by now', async () => {
    const world = await withGone()
    world.addAsset(address, 'theirs', { owner: 'marketing' })
    expect(await world.mirror(key)).to.deep.include({ result: 'done', mutations: [] })
    expect(world.account).to.deep.equal({ 'image/a': 'theirs' })
  })

  it('under a doubt remembers that the guard has been asked, for what may yet come back', async () => {
    const world = await withGone()
    world.deletionsMax = 1
    const doubt = { untilMs: world.clock.nowMs() + 60_000, addresses: [address] }
    await world.record({ ...(await world.entry(key)), doubt })
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'doubt', delaySeconds: 60 })
    expect(await world.mirror(key)).to.deep.include({ code: 'doubt', mutations: [] })
    expect((await world.entry(key)).deletion).to.deep.include({ state: 'approved' })
    world.clock.advance(1000)
    world.addAsset(address, 'late', { source_bucket: 'studio' })
    world.clock.advance(60_000)
    expect((await world.mirror(key)).mutations.map(({ kind }) => kind)).to.deep.equal(['destroy'])
    expect([world.account, world.recordedKeys]).to.deep.equal([{}, []])
  })

  it('begins a new window where the object had come back as it was', async () => {
    const world = await withMirrored()
    world.remove(key)
    await world.mirror(key)
    world.put(key, 'one')
    expect((await world.mirror(key)).mutations.map(({ kind }) => kind)).to.deep.equal([])
    world.clock.advance(SETTLE_MS)
    world.remove(key)
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'wait', delaySeconds: 10 })
  })

  it('is withheld by the guard: acknowledged, and flagged', async () => {
    const world = await withGone()
    world.deletionsMax = 0
    expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'withheld', mutations: [] })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect((await world.entry(key)).deletion).to.deep.include({ state: 'withheld', sinceMs: world.clock.nowMs() })
  })

  it('that was withheld goes through when it is released', async () => {
    const world = await withGone()
    world.deletionsMax = 0
    await world.mirror(key)
    expect(await world.release(await listWithheld(world.records.ledger))).to.have.length(1)
    expect((await world.mirror(key)).mutations.map(({ kind }) => kind)).to.deep.equal(['destroy'])
    expect(world.account).to.deep.equal({})
  })

  it('that was withheld stays so when its event comes again, though the guard lets others through', async () => {
    const world = await withGone()
    world.deletionsMax = 0
    await world.mirror(key)
    const { deletion } = await world.entry(key)
    world.deletionsMax = 1000
    await world.records.guard({ deletionsMax: 0, windowMs: 1 }).reopen()
    expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'withheld', mutations: [] })
    expect((await world.entry(key)).deletion).to.deep.equal(deletion)
  })

  it('of what rules have moved to another resource type asks the guard, and leaves nothing to wait for', async () => {
    const world = await withMirrored()
    world.deletionsMax = 0
    world.follow({ defaults: { resourceType: 'raw' } })
    expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'withheld' })
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'raw/a.jpg': 'one' })
    expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'skip' })
    const [listed] = (await listWithheld(world.records.ledger)).deletions
    expect(listed).to.deep.include({ key, address })
    world.follow({})
    world.deletionsMax = 1
    await world.records.guard({ deletionsMax: 0, windowMs: 1 }).reopen()
    expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'skip' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('of an own asset that is not known for sure goes on only when the new one is there', async () => {
    const world = await withMirrored()
    world.follow({ defaults: { resourceType: 'raw' } })
    await world.record({ ...(await world.entry(key)), applied: { state: 'unknown', address, because: 'applied' } })
    const { mutations } = await world.mirror(key)
    expect(mutations.map(({ kind }) => kind)).to.deep.equal(['upload', 'destroy'])
    expect(world.account).to.deep.equal({ 'raw/a.jpg': 'one' })
  })

  it('asks the guard once, however often the destroy fails', async () => {
    const world = await withGone()
    world.deletionsMax = 1
    world.moments.before('assets.destroy', throws(new TransientError('cloudinary-503', 'no')))
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', failures: 1 })
    expect((await world.entry(key)).deletion).to.deep.include({ state: 'approved' })
    world.clock.advance(1000)
    expect((await world.mirror(key)).mutations.map(({ kind }) => kind)).to.deep.equal(['destroy'])
  })

  it('withholds a new key whose public ID has an owner that the guard keeps', async () => {
    const world = await withGone()
    world.deletionsMax = 0
    await world.mirror(key)
    world.put('a.png', 'two')
    expect(await world.mirror('a.png')).to.deep.include({ result: 'done', code: 'withheld' })
    expect(await world.entry('a.png')).to.deep.equal({
      ...emptyEntry('a.png'),
      deletion: { state: 'withheld', sinceMs: world.clock.nowMs() },
    })
  })
})
