import { expect } from 'chai'
import { acquireAddress, keepAddress } from '../../shared/apply/ownership.ts'
import { listWithheld } from '../../shared/guard/withheld.ts'
import { emptyEntry } from '../../shared/model/entry.ts'
import { PermanentError, TransientError } from '../../shared/model/errors.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld, SETTLE_MS } from '../support/world.ts'
import { rejection } from './prepare.ts'

const key = 'a.jpg'
const owner = 'a.png'
const address = image('a')
const busy = { code: 'address-busy', kind: 'waiting', effect: 'none' }

/** A world in which `a.png` has its asset at the address that `a.jpg` wants. */
async function withOwner(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(owner, 'theirs')
  return world
}

function acquire(world: MemoryWorld): Promise<void> {
  return acquireAddress(world.dependencies(), address, key)
}

describe('acquiring an address', () => {
  it('that is free makes the key its owner', async () => {
    const world = new MemoryWorld()
    await acquire(world)
    expect(await world.owner(address)).to.equal(key)
  })

  it('that another object calls for is refused with both names', async () => {
    const world = await withOwner()
    const thrown = await rejection(acquire(world))
    expect(thrown).to.be.instanceOf(PermanentError).and.include({ code: 'public-id-taken' })
    expect(String(thrown)).to.contain('a.jpg and a.png both want image a')
    expect(await world.owner(address)).to.equal(owner)
  })

  const going: readonly (readonly [string, (world: MemoryWorld) => void])[] = [
    ['whose object is gone', (world) => world.remove(owner)],
    ['whose object is empty', (world) => world.put(owner, '')],
    ['which the rules ignore', (world) => world.follow({ rules: [{ match: '*.png', ignore: true }] })],
    ['which the rules want elsewhere', (world) => world.follow({ rules: [{ match: '*.png', type: 'private' }] })],
  ]
  for (const [name, change] of going) {
    it(`waits for the asset of an owner ${name}`, async () => {
      const world = await withOwner()
      change(world)
      const thrown = await rejection(acquire(world))
      expect(thrown).to.be.instanceOf(TransientError).and.include(busy)
      expect(String(thrown)).to.contain(owner)
      expect(await world.owner(address)).to.equal(owner)
    })
  }

  it('is refused, and names the owner`s row as the cause, where that is damaged and its object gone', async () => {
    const world = await withOwner()
    world.remove(owner)
    world.damage(owner, { applied: { state: 'asset' } })
    const thrown = await rejection(acquire(world))
    expect(thrown).to.be.instanceOf(PermanentError).and.include({ code: 'owner-unreadable' })
    expect(String(thrown)).to.contain("the ledger's row of a.png is damaged")
    expect(await world.owner(address)).to.equal(owner)
  })

  it('that another object calls for is refused with both names, also where that one`s row is damaged', async () => {
    const world = await withOwner()
    world.damage(owner, { applied: { state: 'asset' } })
    expect(await rejection(acquire(world))).to.include({ code: 'public-id-taken' })
  })

  it('waits for newer code to read the row of an owner whose object is gone', async () => {
    const world = await withOwner()
    world.remove(owner)
    world.damage(owner, { schema: 99 })
    const thrown = await rejection(acquire(world))
    expect(thrown).to.be.instanceOf(TransientError).and.include({ code: 'newer-schema', kind: 'waiting' })
    expect(String(thrown)).to.contain(owner)
  })

  it('waits for no owner that keeps what it has, since its new file is refused', async () => {
    const world = await withOwner()
    world.follow({ sizeLimits: { image: 1 } })
    expect(await rejection(acquire(world))).to.include({ code: 'public-id-taken' })
  })

  it('is withheld while the guard keeps the asset of its owner', async () => {
    const world = await withOwner()
    world.deletionsMax = 0
    world.remove(owner)
    await world.mirror(owner)
    world.clock.advance(SETTLE_MS)
    expect(await world.mirror(owner)).to.include({ code: 'withheld' })
    const thrown = await rejection(acquire(world))
    expect(thrown).to.include({ code: 'owner-withheld', kind: 'withheld' })
    expect(String(thrown)).to.contain(owner)
    await world.release(await listWithheld(world.records.ledger))
    expect(await rejection(acquire(world))).to.include(busy)
  })

  it('waits while the guard has tripped, where it does not keep this owner`s asset', async () => {
    const world = await withOwner()
    await world.records.guard({ deletionsMax: 0, windowMs: 1 }).admit()
    world.remove(owner)
    expect(await rejection(acquire(world))).to.include(busy)
  })

  it('takes it over from an owner that has nothing there', async () => {
    const world = new MemoryWorld()
    await world.records.owners.acquire(address, owner)
    await acquire(world)
    expect(await world.owner(address)).to.equal(key)
  })

  it('takes it over from an owner whose asset is elsewhere', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('b.png', 'theirs')
    await world.records.owners.acquire(address, 'b.png')
    await acquire(world)
    expect(await world.owner(address)).to.equal(key)
  })

  const atWork: readonly (readonly [string, (world: MemoryWorld) => Promise<unknown>])[] = [
    ['an attempt', async (world) => (await world.claim(owner)).announce('upload', address)],
    [
      'an attempt elsewhere, which may be a move from there',
      async (world) => (await world.claim(owner)).announce('rename', image('elsewhere')),
    ],
    [
      'a doubt',
      (world) =>
        world.record({ ...emptyEntry(owner), doubt: { untilMs: world.clock.nowMs() + 1, addresses: [address] } }),
    ],
    ['an orphan there', (world) => world.record({ ...emptyEntry(owner), orphans: [address] })],
    [
      'an asset there that is not known',
      (world) => world.record({ key: owner, applied: { state: 'unknown', address, because: 'request' } }),
    ],
  ]
  for (const [name, change] of atWork) {
    it(`does not take it over from an owner with ${name}`, async () => {
      const world = new MemoryWorld()
      world.put(owner, 'theirs')
      await world.records.owners.acquire(address, owner)
      await change(world)
      expect(await rejection(acquire(world))).to.include({ code: 'public-id-taken' })
      expect(await world.owner(address)).to.equal(owner)
    })
  }

  it('takes it over from an owner whose attempt elsewhere can have no effect any more', async () => {
    const world = new MemoryWorld()
    await world.records.owners.acquire(address, owner)
    await (await world.claim(owner)).announce('upload', image('elsewhere'))
    world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
    await acquire(world)
    expect(await world.owner(address)).to.equal(key)
  })

  it('does not take it over from an owner whose worker has died with an attempt', async () => {
    const world = new MemoryWorld()
    await world.records.owners.acquire(address, owner)
    await (await world.claim(owner)).announce('upload', address)
    world.clock.advance(INVOCATION_MS)
    expect(await rejection(acquire(world))).to.include(busy)
  })

  it('waits where its owner acquires it again just then', async () => {
    const world = new MemoryWorld()
    await world.records.owners.acquire(address, owner)
    world.moments.after('rows.read', () => world.records.owners.acquire(address, owner), owner)
    expect(await rejection(acquire(world))).to.include(busy)
    expect(await world.owner(address)).to.equal(owner)
  })
})

describe('keeping an address', () => {
  it('leaves it as it is where the key owns it', async () => {
    const world = await withOwner()
    const before = await world.records.owners.read(address)
    await keepAddress(world.dependencies(), address, owner)
    expect(await world.records.owners.read(address)).to.deep.equal(before)
  })

  it('acquires it again where it was lost', async () => {
    const world = new MemoryWorld()
    await keepAddress(world.dependencies(), address, key)
    expect(await world.owner(address)).to.equal(key)
  })

  it('is refused where another object has come to call for it', async () => {
    const world = await withOwner()
    expect(await rejection(keepAddress(world.dependencies(), address, key))).to.include({ code: 'public-id-taken' })
  })
})
