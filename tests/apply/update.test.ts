import { expect } from 'chai'
import { TransientError } from '../../shared/model/errors.ts'
import { throws } from '../support/moments.ts'
import { image, MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'

const key = 'a.jpg'
const address = image('a')
const unknown = { state: 'unknown', address, because: 'applied' }

/** A world in which the rules have come to want a tag of an asset that is there. */
async function withOtherRules(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.follow({ defaults: { tags: ['old'] } })
  await world.putMirrored(key, 'one')
  world.follow({ defaults: { tags: ['new'] } })
  return world
}

describe('applying an update', () => {
  it('sets the attributes, keeps what others have set, and sends no bytes', async () => {
    const world = await withOtherRules()
    const asset = world.asset(address)
    asset.tags = [...asset.tags, 'by hand']
    asset.context = { ...asset.context, owner: 'marketing' }
    const { version } = asset
    const { claim, apply } = await prepare(world, key, 'update')
    expect(await apply()).to.deep.equal({ isSent: true })
    expect(world.asset(address).tags).to.deep.equal(['by hand', 'new'])
    expect(world.asset(address).context).to.deep.include({ owner: 'marketing', source_key: key })
    expect(claim.entry.applied)
      .to.deep.include({ state: 'asset', version })
      .and.have.nested.property('ours.tags[0]', 'new')
    expect(claim.entry).not.to.have.property('attempt')
  })

  it('is announced before it is sent', async () => {
    const world = await withOtherRules()
    const { apply } = await prepare(world, key, 'update')
    let announced: unknown
    world.moments.before('assets.update', async () => {
      announced = (await world.entry(key)).attempt
    })
    await apply()
    expect(announced).to.deep.include({ operation: 'update', address })
  })

  it('finds nothing to do after it', async () => {
    const world = await withOtherRules()
    const { claim, apply } = await prepare(world, key, 'update')
    await apply()
    await claim.finish()
    expect(await rejection(prepare(world, key, 'update')))
      .to.have.property('message')
      .that.matches(/found skip: equal/)
  })

  it('where the asset is missing makes none, and knows that the key`s own is to be made', async () => {
    const world = await withOtherRules()
    world.media.apply(0, { kind: 'destroy', address })
    const { claim, apply } = await prepare(world, key, 'update')
    expect(await apply()).to.deep.equal({ isSent: false })
    expect(world.account).to.deep.equal({})
    expect(claim.entry.applied).to.deep.equal(unknown)
  })

  it('where someone has replaced the bytes does not know the asset any more', async () => {
    const world = await withOtherRules()
    world.addAsset(address, 'theirs')
    const { claim, apply } = await prepare(world, key, 'update')
    expect(await apply()).to.deep.equal({ isSent: true })
    expect(claim.entry.applied).to.deep.equal(unknown)
  })

  it('where the address has passed to another key that wants it too changes nothing', async () => {
    const world = await withOtherRules()
    const row = await world.records.owners.find(address, key)
    world.put('a.png', 'theirs')
    await (await world.claim('a.png')).announce('upload', address)
    if (row) await world.records.owners.takeOver(address, 'a.png', row)
    const { apply } = await prepare(world, key, 'update')
    expect(await rejection(apply())).to.include({ code: 'public-id-taken' })
    expect(world.asset(address).tags).to.deep.equal(['old'])
  })

  it('leaves its attempt open where there is no answer', async () => {
    const world = await withOtherRules()
    const { claim, apply } = await prepare(world, key, 'update')
    const { applied } = claim.entry
    world.moments.after('assets.update', throws(new TransientError('cloudinary-503', 'no', { effect: 'unknown' })))
    expect(await rejection(apply())).to.include({ code: 'cloudinary-503' })
    expect(claim.entry).to.deep.include({ applied }).and.have.nested.property('attempt.operation', 'update')
  })
})
