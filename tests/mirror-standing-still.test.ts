import { expect } from 'chai'
import { PermanentError } from '../shared/model/errors.ts'
import type { Outcome } from '../shared/outcome/outcome.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { image, MemoryWorld, SETTLE_MS } from './support/world.ts'

const locked = new PermanentError('cloudinary-400', 'Cloudinary: the asset is locked')
const first = 'p0/x.jpg'
const second = 'p1/x.jpg'

/** A world whose rules give each of two keys the folder of the other. */
async function withSwap(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(first, 'c0')
  await world.putMirrored(second, 'c1')
  world.follow({ sources: ['p1', 'p0'].map((folder, index) => ({ prefix: `p${index}/`, folder })) })
  return world
}

/** As `withSwap`, where the first was refused, and the second because of it. */
async function withStandstill(): Promise<MemoryWorld> {
  const world = await withSwap()
  world.moments.before('assets.rename', throws(locked))
  await world.mirror(first)
  await world.mirror(second)
  return world
}

const isTaken = (outcome: Outcome, reason: string) => {
  expect(outcome).to.include({ result: 'refused', code: 'public-id-taken' })
  expect(outcome.reason).to.contain(reason)
}

describe('a key whose address is kept by an asset that does not go', () => {
  it('is refused with the reason where that deletion was refused, and comes when it has gone', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a.jpg', 'one')
    world.remove('a.jpg')
    await world.mirror('a.jpg')
    world.clock.advance(SETTLE_MS)
    world.moments.before('assets.destroy', throws(locked))
    await world.mirror('a.jpg')
    world.put('a.png', 'two')
    isTaken(await world.mirror('a.png'), 'where the asset of a.jpg stays: refused before: Cloudinary')
    expect(deadLetters(world)).to.deep.equal(['cloudinary-400', 'public-id-taken'])
    const redrivenMs = world.clock.nowMs() + 1
    await world.mirror('a.jpg', { redrivenMs })
    await world.mirror('a.png', { redrivenMs })
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
  })

  it('is refused where an object in the archive keeps it', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a.jpg', 'one')
    world.follow({ rules: [{ match: '*.jpg', resourceType: 'raw' }] })
    world.store.apply(world.clock.nowMs(), {
      kind: 'put',
      key: 'a.jpg',
      bytes: { name: 'one', inParts: false },
      archived: true,
    })
    world.put('a.png', 'two')
    isTaken(await world.mirror('a.png'), 'the object is archived')
  })

  it('is refused where that one`s move was refused, and makes no way for it', async () => {
    const world = await withStandstill()
    const { refused } = await world.entry(second)
    expect(refused?.reason).to.contain(`the asset of ${first} stays`)
    expect(world.account).to.deep.equal({ 'image/p0/x': 'c0', 'image/p1/x': 'c1' })
  })

  it('is refused too where it has made way before', async () => {
    const world = await withSwap()
    await world.mirror(first)
    world.moments.before('assets.rename', throws(locked))
    await world.mirror(second)
    isTaken(await world.mirror(first), `the asset of ${second} stays`)
  })

  for (const order of [
    [first, second],
    [second, first],
  ]) {
    it(`comes when that can go, neither refused because of the other, ${order[0]} first`, async () => {
      const world = await withStandstill()
      const redrivenMs = world.clock.nowMs() + 1
      const { assetId } = world.asset(image('p0/x'))
      for (const key of [...order, ...order, ...order]) await world.mirror(key, { redrivenMs })
      expect(world.account).to.deep.equal({ 'image/p0/x': 'c1', 'image/p1/x': 'c0' })
      expect(world.asset(image('p1/x'))).to.include({ assetId })
    })
  }
})
