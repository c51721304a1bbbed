import { expect } from 'chai'
import type { MirrorConfig } from '../shared/rules/schema.ts'
import { deadLetters } from './support/deliver.ts'
import { BUCKET, image, MemoryWorld, SETTLE_MS } from './support/world.ts'

const key = 'a.jpg'
const ADOPTING: MirrorConfig = { defaults: { onForeignAsset: 'adopt' } }
const AS_RAW: MirrorConfig = { defaults: { onForeignAsset: 'adopt', resourceType: 'raw' } }

/** A world in which an asset that was there before has become a key's. */
async function withAdopted(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.follow(ADOPTING)
  world.addAsset(image('a'), 'one')
  await world.putMirrored(key, 'one')
  return world
}

async function removed(world: MemoryWorld): Promise<void> {
  world.remove(key)
  await world.mirror(key)
  world.clock.advance(SETTLE_MS)
  await world.mirror(key)
}

describe('an adopted asset', () => {
  it('stays when its object goes', async () => {
    const world = await withAdopted()
    await removed(world)
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('goes where the rules say so', async () => {
    const world = await withAdopted()
    world.follow({ defaults: { ...ADOPTING.defaults, onDelete: 'destroy' } })
    await removed(world)
    expect(world.account).to.deep.equal({})
  })

  it('is not one any more where someone has removed it and the key has made another', async () => {
    const world = await withAdopted()
    world.media.apply(world.clock.nowMs(), { kind: 'destroy', address: image('a') })
    world.put(key, 'two')
    expect(await world.mirror(key)).to.include({ result: 'done' })
    await removed(world)
    expect(world.account).to.deep.equal({})
  })

  it('does not make way for one of another resource type', async () => {
    const world = await withAdopted()
    world.follow(AS_RAW)
    expect(await world.mirror(key)).to.deep.include({ result: 'refused', code: 'foreign-asset', mutations: [] })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('makes way where the rules say that it may go', async () => {
    const world = await withAdopted()
    world.follow({ defaults: { ...AS_RAW.defaults, onDelete: 'destroy' } })
    expect(await world.mirror(key)).to.include({ result: 'done' })
    expect(world.account).to.deep.equal({ 'raw/a.jpg': 'one' })
  })

  it('is not cleared away as what a request without an answer may have left', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.addAsset(image('b'), 'one', { source_bucket: BUCKET, source_key: key })
    await world.records.owners.acquire(image('b'), key)
    const { assetId } = world.asset(image('b'))
    await world.record({ ...(await world.entry(key)), orphans: [image('b')], adopted: assetId })
    expect(await world.mirror(key)).to.deep.include({ result: 'done', mutations: [] })
    expect(deadLetters(world)).to.deep.equal(['foreign-asset'])
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'image/b': 'one' })
  })
})
