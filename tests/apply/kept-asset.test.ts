import { expect } from 'chai'
import { deadLetters } from '../support/deliver.ts'
import { image, MemoryWorld } from '../support/world.ts'

/** A world in which the rules keep the asset of `a.jpg`, whose object is gone, at the address that `a.png` wants. */
async function withKept(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.follow({ defaults: { onDelete: 'keep' } })
  await world.putMirrored('a.jpg', 'one')
  world.remove('a.jpg')
  await world.mirror('a.jpg')
  world.put('a.png', 'two')
  return world
}

describe('a key that wants the address of a kept asset', () => {
  it('is refused once, with both names and what to do', async () => {
    const world = await withKept()
    const { result, code, reason } = await world.mirror('a.png')
    expect([result, code]).to.deep.equal(['refused', 'public-id-taken'])
    expect(reason).to.match(
      /^a\.png wants image a, where the asset of a\.jpg stays: it is kept, and its object is gone;/,
    )
    expect(await world.mirror('a.png')).to.deep.include({ result: 'done', code: 'skip' })
    expect([deadLetters(world), world.account]).to.deep.equal([['public-id-taken'], { 'image/a': 'one' }])
  })

  it('overwrites it where a rule says so, and it keeps its identity', async () => {
    const world = await withKept()
    const { assetId } = world.asset(image('a'))
    world.follow({ defaults: { onDelete: 'keep', onForeignAsset: 'overwrite' } })
    expect(await world.mirror('a.png')).to.include({ result: 'done' })
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
    expect(world.asset(image('a'))).to.include({ assetId })
    expect(await world.owner(image('a'))).to.equal('a.png')
  })

  it('is refused then to the key that comes back', async () => {
    const world = await withKept()
    world.follow({ defaults: { onDelete: 'keep', onForeignAsset: 'overwrite' } })
    await world.mirror('a.png')
    world.put('a.jpg', 'three')
    expect(await world.mirror('a.jpg')).to.include({ result: 'refused', code: 'public-id-taken' })
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
  })

  it('takes the address where someone has removed the asset', async () => {
    const world = await withKept()
    world.media.apply(world.clock.nowMs(), { kind: 'destroy', address: image('a') })
    expect(await world.mirror('a.png')).to.include({ result: 'done' })
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
  })

  it('does not get one that was adopted either', async () => {
    const world = new MemoryWorld()
    world.follow({ defaults: { onForeignAsset: 'adopt' } })
    world.addAsset(image('a'), 'one')
    await world.putMirrored('a.jpg', 'one')
    world.remove('a.jpg')
    await world.mirror('a.jpg')
    world.put('a.png', 'two')
    expect(await world.mirror('a.png')).to.include({ result: 'refused', code: 'public-id-taken' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('waits where a worker is at work on the key that has come back', async () => {
    const world = await withKept()
    world.follow({ defaults: { onDelete: 'keep', onForeignAsset: 'overwrite' } })
    const claim = await world.claim('a.jpg')
    await claim.announce('upload', image('a'))
    expect(await world.mirror('a.png')).to.include({ result: 'retry', code: 'address-busy' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('gives the address back to one that has come back just then', async () => {
    const world = await withKept()
    world.follow({ defaults: { onDelete: 'keep', onForeignAsset: 'overwrite' } })
    world.moments.after('assets.find', async () => {
      const claim = await world.claim('a.jpg')
      await claim.announce('upload', image('a'))
    })
    expect(await world.mirror('a.png')).to.include({ result: 'retry', code: 'address-busy' })
    expect(await world.owner(image('a'))).to.equal('a.jpg')
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })
})
