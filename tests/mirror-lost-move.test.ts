import { expect } from 'chai'
import { TransientError } from '../shared/model/errors.ts'
import type { MirrorConfig } from '../shared/rules/schema.ts'
import { throws } from './support/moments.ts'
import { ATTEMPT_MS, BUCKET, INVOCATION_MS, image, MemoryWorld, SETTLE_MS } from './support/world.ts'

const key = 'p/x.jpg'
const NO_ANSWER = new TransientError('cloudinary-no-answer', 'no answer', { effect: 'unknown' })

/** A world in which the answer to the move from `old/` to `new/` was lost, although it has landed, and its doubt is over. */
async function withLostMove(
  defaults: MirrorConfig['defaults'] = {},
  meanwhile: (world: MemoryWorld) => void = () => undefined,
): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.follow({ defaults, sources: [{ prefix: 'p/', folder: 'old' }] })
  await world.putMirrored(key, 'one')
  world.follow({ defaults, sources: [{ prefix: 'p/', folder: 'new' }] })
  world.moments.after('assets.rename', throws(NO_ANSWER))
  await world.mirror(key)
  meanwhile(world)
  world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
  return world
}

async function rest(world: MemoryWorld): Promise<void> {
  for (let delivery = 1; delivery <= 3; delivery++) {
    await world.mirror(key)
    world.clock.advance(SETTLE_MS)
  }
}

describe('a move whose answer was lost', () => {
  it('is found where it has brought the asset, which keeps its identity', async () => {
    const world = await withLostMove()
    const { assetId } = world.asset(image('new/x'))
    await rest(world)
    expect(world.account).to.deep.equal({ 'image/new/x': 'one' })
    expect(world.asset(image('new/x'))).to.include({ assetId })
    expect([await world.owner(image('old/x')), await world.owner(image('new/x'))]).to.deep.equal([undefined, key])
  })

  it('is undone without bytes where the rules have changed back', async () => {
    const world = await withLostMove({}, (one) => one.follow({ sources: [{ prefix: 'p/', folder: 'old' }] }))
    const { assetId } = world.asset(image('new/x'))
    await rest(world)
    expect(world.account).to.deep.equal({ 'image/old/x': 'one' })
    expect(world.asset(image('old/x'))).to.include({ assetId })
  })

  it('costs no asset that the rules keep, when the object goes', async () => {
    const world = await withLostMove({ onDelete: 'keep' }, (one) => one.remove(key))
    await rest(world)
    expect(world.account).to.deep.equal({ 'image/new/x': 'one' })
  })

  it('costs no asset that the guard keeps', async () => {
    const world = await withLostMove({}, (one) => one.remove(key))
    world.deletionsMax = 0
    await rest(world)
    expect(world.account).to.deep.equal({ 'image/new/x': 'one' })
    expect(await world.entry(key)).to.have.nested.property('deletion.state', 'withheld')
  })

  it('that did not land leaves the asset where it was, and is tried again', async () => {
    const world = new MemoryWorld()
    world.follow({ sources: [{ prefix: 'p/', folder: 'old' }] })
    await world.putMirrored(key, 'one')
    const { assetId } = world.asset(image('old/x'))
    world.follow({ sources: [{ prefix: 'p/', folder: 'new' }] })
    world.moments.before('assets.rename', throws(NO_ANSWER))
    await world.mirror(key)
    world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
    await rest(world)
    expect(world.account).to.deep.equal({ 'image/new/x': 'one' })
    expect(world.asset(image('new/x'))).to.include({ assetId })
  })
})

describe('a move to where another request of the key`s has left an asset', () => {
  it('goes on when that has been cleared away', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    const { assetId } = world.asset(image('p/x'))
    world.addAsset(image('new/x'), 'two', { source_bucket: BUCKET, source_key: key })
    await world.records.owners.acquire(image('new/x'), key)
    await world.record({ ...(await world.entry(key)), orphans: [image('new/x')] })
    world.follow({ sources: [{ prefix: 'p/', folder: 'new' }] })
    const { result, mutations } = await world.mirror(key)
    expect([result, mutations.map(({ kind }) => kind)]).to.deep.equal(['done', ['destroy', 'move', 'update']])
    expect(world.account).to.deep.equal({ 'image/new/x': 'one' })
    expect(world.asset(image('new/x'))).to.include({ assetId })
  })
})

describe('an adopted asset whose rename had no answer', () => {
  it('is still known to have been there before', async () => {
    const world = new MemoryWorld()
    world.follow({ defaults: { onForeignAsset: 'adopt' } })
    world.addAsset(image('p/x'), 'one')
    await world.putMirrored(key, 'one')
    world.store.apply(world.clock.nowMs(), { kind: 'copy', from: key, key: 'q/x.jpg' })
    world.remove(key)
    await world.mirror(key)
    world.moments.after('assets.rename', throws(NO_ANSWER))
    await world.mirror('q/x.jpg')
    world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
    await world.mirror('q/x.jpg')
    world.remove('q/x.jpg')
    for (let delivery = 1; delivery <= 3; delivery++) {
      await world.mirror('q/x.jpg')
      world.clock.advance(SETTLE_MS)
    }
    expect(world.account).to.deep.equal({ 'image/q/x': 'one' })
  })
})
