import { expect } from 'chai'
import { finishBackgroundUpload } from '../../shared/apply/background.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { limits } from '../../shared/model/limits.ts'
import { md5Of, sizeOf } from '../simulation/services/object-store.ts'
import { throws } from '../support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld } from '../support/world.ts'
import { key, taken } from './large-object.ts'
import { prepare, rejection } from './prepare.ts'

const address = image('a')

/** What a worker has in its draft when it has looked for the upload. */
async function lookFor(world: MemoryWorld) {
  const dependencies = world.dependencies()
  const claim = await world.claim(key, dependencies)
  const looking = finishBackgroundUpload(claim, dependencies)
  return { claim, looking }
}

/** The entry after the upload has been looked for. */
async function entryAfterLook(world: MemoryWorld) {
  const { claim, looking } = await lookFor(world)
  await looking
  return claim.entry
}

describe('looking for an upload in the background', () => {
  it('goes on waiting while there is no asset', async () => {
    const world = await taken()
    expect(await entryAfterLook(world)).to.deep.equal(await world.entry(key))
  })

  it('goes on waiting where there is another asset', async () => {
    const world = await taken()
    world.addAsset(address, 'two', { source_bucket: 'studio', source_key: key })
    expect(await entryAfterLook(world)).to.deep.equal(await world.entry(key))
  })

  it('takes what an earlier request has left of the same bytes, in doubt until its own deadline', async () => {
    const world = await taken()
    const { attempt } = await world.entry(key)
    world.addAsset(address, 'one', { source_bucket: 'studio', source_key: key })
    const entry = await entryAfterLook(world)
    expect(entry.applied).to.deep.include({ state: 'asset', address })
    expect(entry.doubt).to.deep.equal({ untilMs: attempt?.deadlineMs, addresses: [address] })
    expect(entry).to.not.have.property('attempt')
  })

  it('records what has landed', async () => {
    const world = await taken()
    world.inBackground[0]?.()
    const { applied, ...rest } = await entryAfterLook(world)
    expect(applied).to.deep.include({ state: 'asset', address, assetId: world.asset(address).assetId })
    expect(applied)
      .to.have.property('content')
      .that.includes({ etag: md5Of('one') })
    expect(rest).to.deep.equal({ key })
  })

  it('takes what has landed for another write`s bytes where that write came just before the look', async () => {
    const world = await taken()
    world.moments.before('assets.find', () => {
      world.put(key, 'two')
      for (const land of world.inBackground.splice(0)) land()
    })
    const { applied } = await entryAfterLook(world)
    expect(applied).to.deep.include({
      state: 'asset',
      content: { etag: md5Of('two'), sizeBytes: sizeOf('two'), md5: md5Of('two') },
    })
  })

  it('does not know what has landed of an object in parts that was overwritten meanwhile', async () => {
    const world = await taken(true)
    world.put(key, 'two', true)
    world.inBackground[0]?.()
    const { applied } = await entryAfterLook(world)
    expect(applied).to.deep.equal({ state: 'unknown', address, because: 'applied' })
  })

  it('finds what has landed after the deadline too', async () => {
    const world = await taken()
    world.inBackground[0]?.()
    world.clock.advance(INVOCATION_MS + limits.backgroundPatience * ATTEMPT_MS)
    expect((await entryAfterLook(world)).applied.state).to.equal('asset')
  })

  it('gives up at the deadline, and leaves a doubt', async () => {
    const world = await taken()
    const { attempt } = await world.entry(key)
    const untilMs = attempt?.deadlineMs ?? 0
    world.clock.advance(untilMs - world.clock.nowMs() - 1)
    expect(await entryAfterLook(world)).to.deep.equal(await world.entry(key))
    world.clock.advance(1)
    const { claim, looking } = await lookFor(world)
    expect(await rejection(looking)).to.include({ code: 'upload-unfinished', kind: 'transient' })
    expect(claim.entry).to.deep.equal({ key, applied: { state: 'nothing' }, doubt: { untilMs, addresses: [address] } })
  })

  it('does not need Cloudinary where there is none', async () => {
    const world = new MemoryWorld()
    world.moments.before('assets.find', throws(new TransientError('cloudinary-503', 'no')))
    const { claim, looking } = await lookFor(world)
    await looking
    expect(claim.isChanged).to.equal(false)
  })

  it('sends the next one in the foreground, to hear the reason', async () => {
    const world = await taken()
    world.clock.advance(INVOCATION_MS + limits.backgroundPatience * ATTEMPT_MS)
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'upload-unfinished', failures: 1 })
    world.clock.advance(1000)
    await (await prepare(world, key, 'upload')).apply()
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })
})
