import { expect } from 'chai'
import type { UnknownAsset } from '../../shared/model/entry.ts'
import { md5Of, sizeOf } from '../simulation/services/object-store.ts'
import { BUCKET, image, MemoryWorld } from '../support/world.ts'
import { prepare } from './prepare.ts'

const key = 'a.jpg'
const before = image('a')
const label = { source_bucket: BUCKET, source_key: key }

/** A world in which nobody knows any more what the key has where it was, and the rules want it elsewhere. */
async function inDoubt(because: UnknownAsset['because'] = 'applied'): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(key, 'one')
  world.follow({ sources: [{ folder: 'studio' }] })
  await world.record({ ...(await world.entry(key)), applied: { state: 'unknown', address: before, because } })
  return world
}

async function look(world: MemoryWorld) {
  const { claim, apply } = await prepare(world, key, 'look')
  expect(await apply()).to.deep.equal({ isSent: false })
  expect((await world.entry(key)).applied).to.deep.equal(claim.entry.applied)
  return claim.entry.applied
}

describe('looking at what a key has where it does not belong', () => {
  it('finds its asset, which then can move and keep its identity', async () => {
    const world = await inDoubt()
    const { assetId, version } = world.asset(before)
    const content = { etag: md5Of('one'), sizeBytes: sizeOf('one'), md5: md5Of('one') }
    expect(await look(world)).to.deep.include({ state: 'asset', address: before, assetId, version, content })
    await world.mirror(key)
    expect(world.asset(image('studio/a'))).to.deep.include({ assetId })
    expect(world.account).to.deep.equal({ 'image/studio/a': 'one' })
  })

  it('takes all of its tags and context for the service`s own, unless others may have added to them', async () => {
    expect(await look(await inDoubt()))
      .to.have.deep.nested.property('ours.context')
      .that.includes('source_key')
    expect(await look(await inDoubt('found'))).to.deep.include({ ours: { context: [], tags: [] } })
  })

  it('finds nothing, and gives the address up', async () => {
    const world = await inDoubt()
    world.media.apply(world.clock.nowMs(), { kind: 'destroy', address: before })
    expect(await look(world)).to.deep.equal({ state: 'nothing' })
    expect(await world.owner(before)).to.equal(undefined)
  })

  it('leaves an asset alone that the service did not make', async () => {
    const world = await inDoubt('request')
    world.addAsset(before, 'theirs')
    expect(await look(world)).to.deep.equal({ state: 'nothing' })
    expect(world.account).to.deep.equal({ 'image/a': 'theirs' })
  })

  it('leaves an asset alone whose address has passed to another key', async () => {
    const world = await inDoubt()
    const row = await world.records.owners.find(before, key)
    if (row) await world.records.owners.free(row)
    await world.records.owners.acquire(before, 'a.png')
    const theirs = { ...(await world.entry(key)), key: 'a.png' }
    await world.record(theirs)
    expect(await look(world)).to.deep.equal({ state: 'nothing' })
    expect(await world.owner(before)).to.equal('a.png')
    expect(world.asset(before).context).to.include(label)
  })
})
