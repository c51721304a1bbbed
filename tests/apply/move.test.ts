import { expect } from 'chai'
import { emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { throws } from '../support/moments.ts'
import { image, MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'

const key = 'a.jpg'
const before = image('a')
const after = image('studio/a')

/** A world in which the rules have come to want the key's asset in a folder. */
async function withOtherRules(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(key, 'one')
  world.follow({ sources: [{ folder: 'studio' }] })
  return world
}

describe('applying a move', () => {
  it('brings the asset to its new address, where it keeps its identity', async () => {
    const world = await withOtherRules()
    const { assetId, version } = world.asset(before)
    const { claim, apply } = await prepare(world, key, 'move')
    expect(await apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({ 'image/studio/a': 'one' })
    expect(world.asset(after)).to.deep.include({ assetId, version })
    expect([await world.owner(before), await world.owner(after)]).to.deep.equal([undefined, key])
    // Its attributes may be others now.
    expect(claim.entry.applied).to.deep.include({ state: 'asset', address: after, assetId, fingerprint: '' })
    expect((await world.entry(key)).applied).to.deep.equal(claim.entry.applied)
  })

  it('is announced at the new address, and owns both, before it is sent', async () => {
    const world = await withOtherRules()
    const { apply } = await prepare(world, key, 'move')
    let seen: unknown
    world.moments.before('assets.rename', async () => {
      const { attempt } = await world.entry(key)
      seen = [attempt?.operation, attempt?.address, await world.owner(before), await world.owner(after)]
    })
    await apply()
    expect(seen).to.deep.equal(['rename', after, key, key])
  })

  it('can change the delivery type too', async () => {
    const world = await withOtherRules()
    world.follow({ defaults: { type: 'authenticated' } })
    await (await prepare(world, key, 'move')).apply()
    expect(world.account).to.deep.equal({ 'image/authenticated/a': 'one' })
  })

  it('where someone`s asset is at the new address is refused, and leaves both', async () => {
    const world = await withOtherRules()
    world.addAsset(after, 'theirs')
    const { claim, apply } = await prepare(world, key, 'move')
    expect(await rejection(apply())).to.include({ code: 'foreign-asset' })
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'image/studio/a': 'theirs' })
    expect(claim.entry.applied).to.deep.include({ state: 'asset', address: before })
    expect(await world.owner(before)).to.equal(key)
  })

  it('where another key wants the new address sends nothing', async () => {
    const world = await withOtherRules()
    await world.putMirrored('a.png', 'theirs')
    const { apply } = await prepare(world, key, 'move')
    expect(await rejection(apply())).to.include({ code: 'public-id-taken' })
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'image/studio/a': 'theirs' })
  })

  it('of an asset that has passed to another key leaves it there, and knows that it has none', async () => {
    const world = await withOtherRules()
    const row = await world.records.owners.find(before, key)
    if (row) await world.records.owners.takeOver(before, 'other.jpg', row)
    await world.record({ ...emptyEntry('other.jpg'), applied: (await world.entry(key)).applied })
    const { claim, apply } = await prepare(world, key, 'move')
    expect(await apply()).to.deep.equal({ isSent: false })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(claim.entry.applied).to.deep.equal({ state: 'nothing' })
  })

  it('of another asset than the ledger knows is a doubt', async () => {
    const world = await withOtherRules()
    world.media.apply(0, { kind: 'destroy', address: before })
    world.addAsset(before, 'theirs')
    const { claim, apply } = await prepare(world, key, 'move')
    expect(await rejection(apply())).to.include({ code: 'rename-mismatch', effect: 'unknown' })
    expect(claim.entry).to.have.nested.property('attempt.operation', 'rename')
  })

  it('leaves its attempt open where there is no answer, and owns both addresses', async () => {
    const world = await withOtherRules()
    const { claim, apply } = await prepare(world, key, 'move')
    world.moments.after('assets.rename', throws(new TransientError('cloudinary-503', 'no', { effect: 'unknown' })))
    expect(await rejection(apply())).to.include({ code: 'cloudinary-503' })
    expect(claim.entry.attempt).to.deep.include({ operation: 'rename', address: after })
    expect([await world.owner(before), await world.owner(after)]).to.deep.equal([key, key])
  })
})
