import { expect } from 'chai'
import { PermanentError, TransientError } from '../shared/model/errors.ts'
import { limits } from '../shared/model/limits.ts'
import { differenceOf } from '../shared/sweep/difference.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const HOUR_MS = 3_600_000
const locked = new PermanentError('cloudinary-400', 'Cloudinary: the asset is locked')
const lost = new TransientError('cloudinary-502', 'no answer', { scope: 'cloud', effect: 'unknown' })

/** Runs a sweep at each of so many hours, and resolves with the hours in which it was tried to destroy something. */
async function sweepHourly(world: MemoryWorld, hours: number): Promise<number[]> {
  const tried: number[] = []
  for (let hour = 0; hour < hours; hour++) {
    const [object] = (await world.dependencies().source.list(undefined, 10)).items
    const pair = { key, object, entry: await world.entry(key) }
    if (differenceOf(world.rules, pair, { nowMs: world.clock.nowMs() })) {
      world.moments.before('assets.destroy', () => {
        tried.push(hour)
        throw locked
      })
      await world.mirror(key)
    }
    world.clock.advance(HOUR_MS)
  }
  return tried
}

describe('an asset beside the key`s own that Cloudinary does not let go', () => {
  it('is tried again with growing pauses, and told of once', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.follow({ defaults: { resourceType: 'raw' } })
    expect(await sweepHourly(world, 20)).to.deep.equal([0, 1, 3, 7, 15])
    expect(deadLetters(world)).to.deep.equal(['cloudinary-400'])
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'raw/a.jpg': 'one' })
  })

  it('goes as soon as it may, and is told of again only when the letter is gone', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.follow({ defaults: { resourceType: 'raw' } })
    await sweepHourly(world, 1)
    world.clock.advance(limits.deadLetterMs)
    await sweepHourly(world, 1)
    expect(deadLetters(world)).to.have.length(2)
    world.clock.advance(limits.liftPauseMostMs)
    await world.mirror(key)
    expect(world.account).to.deep.equal({ 'raw/a.jpg': 'one' })
    expect(await world.entry(key)).to.not.have.property('orphans')
  })

  it('does not keep the key`s next content from being mirrored', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.follow({ defaults: { resourceType: 'raw' } })
    world.moments.after('assets.upload', throws(lost))
    await world.mirror(key)
    world.follow({})
    world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
    world.put(key, 'two')
    world.moments.before('assets.destroy', throws(locked))
    expect(await world.mirror(key)).to.include({ result: 'done' })
    expect(world.account).to.deep.equal({ 'image/a': 'two', 'raw/a.jpg': 'one' })
  })

  it('refuses the key that is to be where it is, with its reason', async () => {
    const world = new MemoryWorld()
    const source = (folder: string) => ({ sources: [{ folder }] })
    await world.putMirrored(key, 'one')
    const { address } = world.asset({ resourceType: 'image', type: 'upload', publicId: 'a' })
    const there = { ...address, publicId: 'new/a' }
    world.addAsset(there, 'left', { source_bucket: 'studio', source_key: key })
    await world.records.owners.acquire(there, key)
    await world.record({ ...(await world.entry(key)), orphans: [there] })
    world.follow(source('new'))
    world.moments.before('assets.destroy', throws(locked))
    expect(await world.mirror(key)).to.include({ result: 'refused', code: 'public-id-taken' })
    expect((await world.entry(key)).refused?.reason).to.contain('does not go: Cloudinary: the asset is locked')
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'image/new/a': 'left' })
  })
})
