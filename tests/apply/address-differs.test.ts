import { expect } from 'chai'
import { apply } from '../../shared/apply/apply.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import { decide } from '../../shared/plan/decide.ts'
import { image, MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'

const key = 'a(1).jpg'
const [asked, given] = [image('a(1)'), image('a_1_')]

/** A world whose account replaces what it does not like in public IDs. */
function withOddAccount(): MemoryWorld {
  const world = new MemoryWorld()
  world.media.placeOf = replaced
  return world
}

function replaced(address: AssetAddress): AssetAddress {
  return { ...address, publicId: address.publicId.replace(/[()]/g, '_') }
}

describe('an asset that Cloudinary puts elsewhere', () => {
  it('by an upload is an orphan, and the key is refused with both addresses', async () => {
    const world = withOddAccount()
    world.put(key, 'one')
    const { claim, apply } = await prepare(world, key, 'upload')
    const thrown = await rejection(apply())
    expect(thrown).to.include({ name: 'PermanentError', code: 'address-differs' })
    expect(thrown).to.have.property('message').that.contains('asked for image a(1), and was given image a_1_')
    expect(claim.entry).to.deep.include({ applied: { state: 'nothing' }, orphans: [given] })
    expect([await world.owner(asked), await world.owner(given)]).to.deep.equal([key, key])
  })

  it('is cleared away by the next change, and the refusal stays: nothing is sent again', async () => {
    const world = withOddAccount()
    world.put(key, 'one')
    expect(await world.mirror(key)).to.include({ result: 'refused', code: 'address-differs' })
    expect(world.account).to.deep.equal({ 'image/a_1_': 'one' })
    for (const mutations of [['destroy'], []]) {
      const outcome = await world.mirror(key)
      expect(outcome).to.include({ result: 'done', code: 'skip' })
      expect(outcome.mutations.map(({ kind }) => kind)).to.deep.equal(mutations)
    }
    expect(world.account).to.deep.equal({})
    expect(await world.owner(given)).to.equal(undefined)
    expect((await world.entry(key)).refused).to.include({ code: 'address-differs' })
  })

  it('overwrites another key`s asset: that one is told of, is not destroyed, and gets its bytes again', async () => {
    const world = withOddAccount()
    await world.putMirrored('a_1_.jpg', 'two')
    world.put(key, 'one')
    // Not to overwrite is asked for at the other address only.
    const overwriting = { ...world.media, apply: world.media.apply.bind(world.media) }
    world.media.apply = (nowMs, request) =>
      overwriting.apply(nowMs, request.kind === 'upload' ? { ...request, overwrite: true } : request)
    const outcome = await world.mirror(key)
    expect(outcome).to.include({ result: 'refused', code: 'address-differs' })
    expect(outcome.reason).to.contain('which was the asset of a_1_.jpg')
    expect((await world.entry(key)).orphans).to.equal(undefined)
    expect((await world.entry('a_1_.jpg')).applied).to.include({ state: 'unknown' })
    await world.mirror('a_1_.jpg')
    expect(world.account).to.deep.equal({ 'image/a_1_': 'two' })
  })

  it('and that someone else has made there is left alone', async () => {
    const world = withOddAccount()
    world.addAsset(given, 'theirs')
    world.put(key, 'one')
    expect(await world.mirror(key)).to.include({ result: 'refused', code: 'address-differs' })
    await world.mirror(key)
    expect(world.account).to.deep.equal({ 'image/a_1_': 'theirs' })
  })

  it('by a rename stays there, known as the key`s, and goes with its object', async () => {
    const world = withOddAccount()
    await world.putMirrored('old.jpg', 'one')
    const { assetId } = world.asset(image('old'))
    world.put(key, 'one')
    world.remove('old.jpg')
    expect(await world.mirror(key)).to.include({ result: 'refused', code: 'address-differs' })
    expect((await world.entry(key)).applied).to.deep.include({ state: 'asset', assetId, address: given })
    expect(await world.owner(given)).to.equal(key)
    expect((await world.entry('old.jpg')).applied).to.deep.equal({ state: 'nothing' })
    expect(await world.mirror(key)).to.include({ result: 'done' })
    expect(world.asset(given)).to.include({ assetId })
    world.remove(key)
    await world.mirror(key)
    world.clock.advance(20_000)
    await world.mirror(key)
    expect(world.account).to.deep.equal({})
  })

  it('by a move stays there, known as the key`s', async () => {
    const world = withOddAccount()
    await world.putMirrored('a.jpg', 'one')
    const { assetId } = world.asset(image('a'))
    world.follow({ sources: [{ folder: '(1)' }] })
    expect(await world.mirror('a.jpg')).to.include({ result: 'refused', code: 'address-differs' })
    expect((await world.entry('a.jpg')).applied).to.deep.include({ assetId, address: image('_1_/a') })
    expect([await world.owner(image('a')), await world.owner(image('_1_/a'))]).to.deep.equal([undefined, 'a.jpg'])
  })

  it('by a move that leaves it where it is, since the account takes both addresses for one, is refused, and stays', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('_1_.jpg', 'one')
    const { assetId } = world.asset(image('_1_'))
    world.media.placeOf = replaced
    world.follow({ defaults: { tags: [] }, sources: [{ folder: '(1)' }] })
    await world.mirror('_1_.jpg')
    world.follow({ sources: [{ folder: '_1)' }] })
    expect(await world.mirror('_1_.jpg')).to.include({ result: 'refused', code: 'address-differs' })
    expect(world.account).to.deep.equal({ 'image/_1_/_1_': 'one' })
    expect(world.asset(image('_1_/_1_'))).to.include({ assetId })
    expect((await world.entry('_1_.jpg')).applied).to.deep.include({ state: 'asset', address: image('_1_/_1_') })
  })

  it('by a rename that leaves it where it is is refused, and goes with its object', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a_1_.jpg', 'one')
    world.media.placeOf = replaced
    world.put(key, 'one')
    world.remove('a_1_.jpg')
    expect(await world.mirror(key)).to.include({ result: 'refused', code: 'address-differs' })
    await world.mirror('a_1_.jpg')
    world.clock.advance(20_000)
    await world.mirror('a_1_.jpg')
    expect(world.account).to.deep.equal({})
    expect(await world.mirror(key)).to.include({ result: 'done', code: 'skip' })
  })

  it('by an update is refused, and what was applied stays known', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a.jpg', 'one')
    const { applied } = await world.entry('a.jpg')
    world.follow({ defaults: { tags: ['t'] } })
    const { assets } = world.dependencies()
    const { claim, dependencies } = await prepare(world, 'a.jpg', 'update')
    const update: typeof assets.update = async (request) => {
      const asset = await assets.update(request)
      return asset && { ...asset, address: image('b') }
    }
    const next = await decide(claim.entry, await dependencies.source.observe('a.jpg'), dependencies)
    if (next.kind !== 'update') throw new Error(`expected an update, found ${next.kind}`)
    const thrown = await rejection(apply(next, claim, { ...dependencies, assets: { ...assets, update } }))
    expect(thrown).to.include({ code: 'address-differs' })
    expect(claim.entry.applied).to.deep.equal(applied)
  })
})
