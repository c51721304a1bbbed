import { expect } from 'chai'
import { emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { throws } from '../support/moments.ts'
import { image, MemoryWorld, SETTLE_MS } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'

const key = 'a.jpg'
const address = image('a')

/** A world in which the object of a mirrored key has been gone for as long as the settle window. */
async function withGoneObject(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(key, 'one')
  world.remove(key)
  await world.mirror(key)
  world.clock.advance(SETTLE_MS)
  return world
}

describe('applying a destroy', () => {
  it('takes the asset away, and leaves no row of the key', async () => {
    const world = await withGoneObject()
    expect(await (await prepare(world, key, 'destroy')).apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({})
    expect(world.table.rows.size).to.equal(0)
  })

  it('is announced before it is sent', async () => {
    const world = await withGoneObject()
    const { apply } = await prepare(world, key, 'destroy')
    let announced: unknown
    world.moments.before('assets.destroy', async () => {
      announced = (await world.entry(key)).attempt
    })
    await apply()
    expect(announced).to.deep.include({ operation: 'destroy', address })
  })

  for (const [name, context] of [
    ['no label', { owner: 'marketing' }],
    ['the label of another bucket', { source_bucket: 'other', source_key: key }],
  ] as const) {
    it(`leaves an asset alone that carries ${name}, and forgets it`, async () => {
      const world = await withGoneObject()
      world.addAsset(address, 'theirs', context)
      expect(await (await prepare(world, key, 'destroy')).apply()).to.deep.equal({ isSent: false })
      expect(world.account).to.deep.equal({ 'image/a': 'theirs' })
      expect(world.table.rows.size).to.equal(0)
    })
  }

  it('takes an asset away that a rename has brought to the key`s address', async () => {
    const world = await withGoneObject()
    world.addAsset(address, 'renamed', { source_bucket: 'studio', source_key: 'before.jpg' })
    await (await prepare(world, key, 'destroy')).apply()
    expect(world.account).to.deep.equal({})
  })

  it('forgets an asset that is not there any more', async () => {
    const world = await withGoneObject()
    world.media.apply(0, { kind: 'destroy', address })
    expect(await (await prepare(world, key, 'destroy')).apply()).to.deep.equal({ isSent: false })
    expect(world.table.rows.size).to.equal(0)
  })

  it('sends nothing where S3 says something else at the last moment', async () => {
    const world = await withGoneObject()
    const { claim, apply } = await prepare(world, key, 'destroy')
    const { attempt: _, ...before } = claim.entry
    world.moments.after('assets.find', () => world.put(key, 'two'))
    expect(await apply()).to.deep.equal({ isSent: false, observed: world.object(key) })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(claim.entry).to.deep.equal({ ...before, lease: claim.entry.lease })
    expect(await world.owner(address)).to.equal(key)
  })

  for (const [name, call] of [
    ['the bucket', 'source.confirmBucket'],
    ['the object', 'source.observe'],
  ] as const) {
    it(`destroys nothing where S3 does not answer for ${name}`, async () => {
      const world = await withGoneObject()
      const before = await world.entry(key)
      const { apply } = await prepare(world, key, 'destroy')
      world.moments.before(call, throws(new TransientError('s3-NoSuchBucket', 'no such bucket')))
      expect(await rejection(apply())).to.include({ code: 's3-NoSuchBucket' })
      expect(world.account).to.deep.equal({ 'image/a': 'one' })
      const { attempt, lease, ...after } = await world.entry(key)
      expect(after).to.deep.equal(before)
      // The bucket is asked before anything is announced.
      expect([attempt?.operation, lease !== undefined]).to.deep.equal(
        call === 'source.observe' ? ['destroy', true] : [undefined, false],
      )
    })
  }

  it('leaves its attempt open where there is no answer', async () => {
    const world = await withGoneObject()
    const { claim, apply } = await prepare(world, key, 'destroy')
    world.moments.after('assets.destroy', throws(new TransientError('cloudinary-503', 'no', { effect: 'unknown' })))
    expect(await rejection(apply())).to.include({ code: 'cloudinary-503' })
    expect(claim.entry).to.have.nested.property('attempt.operation', 'destroy')
    expect(await world.owner(address)).to.equal(key)
  })

  it('keeps the address and the absence under a doubt, since an older upload may bring an asset back', async () => {
    const world = await withGoneObject()
    const doubt = { untilMs: world.clock.nowMs() + 1000, addresses: [address] }
    await world.record({ ...(await world.entry(key)), doubt })
    await (await prepare(world, key, 'destroy')).apply()
    expect(world.account).to.deep.equal({})
    expect(await world.owner(address)).to.equal(key)
    const absentSinceMs = world.clock.nowMs() - SETTLE_MS
    expect(await world.entry(key)).to.deep.equal({
      ...emptyEntry(key),
      doubt,
      deletion: { state: 'absent', absentSinceMs },
    })
  })
})

describe('a destroy at an address that has passed to another key', () => {
  /** The address belongs to `a.png`, which has an asset there or not. */
  async function passedOn(hasAsset: boolean): Promise<MemoryWorld> {
    const world = await withGoneObject()
    const row = await world.records.owners.find(address, key)
    if (row) await world.records.owners.takeOver(address, 'a.png', row)
    const { applied } = await world.entry(key)
    if (hasAsset) await world.record({ ...emptyEntry('a.png'), applied })
    return world
  }

  it('leaves the asset of that key alone', async () => {
    const world = await passedOn(true)
    expect(await (await prepare(world, key, 'destroy')).apply()).to.deep.equal({ isSent: false })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(await world.owner(address)).to.equal('a.png')
    expect(await world.entry(key)).to.deep.equal(emptyEntry(key))
  })

  it('takes the address back from one that has nothing there', async () => {
    const world = await passedOn(false)
    expect(await (await prepare(world, key, 'destroy')).apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({})
    expect(await world.owner(address)).to.equal(undefined)
  })

  it('waits where that key acquires it again just then', async () => {
    const world = await passedOn(false)
    const { apply } = await prepare(world, key, 'destroy')
    world.moments.before('rows.write', () => world.records.owners.acquire(address, 'a.png'), 'owner')
    expect(await rejection(apply())).to.include({ code: 'address-busy', kind: 'waiting' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })
})

describe('a destroy of an orphan', () => {
  it('leaves the key`s own asset', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    const orphan = image('orphan')
    world.addAsset(orphan, 'left', { source_bucket: 'studio', source_key: key })
    await world.records.owners.acquire(orphan, key)
    const mirrored = await world.entry(key)
    await world.record({ ...mirrored, orphans: [orphan] })
    expect(await (await prepare(world, key, 'destroy')).apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(await world.entry(key)).to.deep.equal(mirrored)
    expect([await world.owner(orphan), await world.owner(address)]).to.deep.equal([undefined, key])
  })
})
