import { expect } from 'chai'
import { emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { md5Of, sizeOf } from '../simulation/services/object-store.ts'
import { throws } from '../support/moments.ts'
import { image, MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'

const key = 'a.jpg'
const address = image('a')
const noAnswer = new TransientError('s3-timeout', 'no answer')
const contentOf = (name: string) => ({ etag: md5Of(name), md5: md5Of(name), sizeBytes: sizeOf(name) })

/** A world with an object that has no asset. */
function withObject(inParts = false): MemoryWorld {
  const world = new MemoryWorld()
  world.put(key, 'one', inParts)
  // By then an object in parts can be told from what may follow.
  world.clock.advance(3000)
  return world
}

describe('applying an upload', () => {
  it('stores the object, and keeps in the draft what was stored', async () => {
    const world = withObject()
    const { claim, apply } = await prepare(world, key, 'upload')
    expect(await apply()).to.deep.equal({ isSent: true, observed: world.object(key) })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    const { assetId, version } = world.asset(address)
    expect(claim.entry).to.deep.include({ key, lease: { token: claim.token, untilMs: world.clock.nowMs() + 120_000 } })
    expect(claim.entry.applied).to.deep.include({
      state: 'asset',
      address,
      assetId,
      version,
      content: { ...contentOf('one'), checksum: world.object(key).checksum },
    })
    expect(claim.entry).not.to.have.property('attempt')
  })

  it('is in no doubt where only the look before it goes unanswered: nothing was sent', async () => {
    const world = withObject()
    await world.mirror(key)
    world.put(key, 'two')
    const options = { scope: 'cloud', effect: 'unknown', notBeforeMs: 7 } as const
    world.moments.before('assets.find', async () => {
      throw new TransientError('cloudinary-no-answer', 'no answer', options)
    })
    const { apply } = await prepare(world, key, 'upload')
    expect(await rejection(apply()))
      .to.be.instanceOf(TransientError)
      .and.include({ ...options, code: 'cloudinary-no-answer', kind: 'transient', effect: 'none' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('is in the ledger, and owns its address, before anything is sent', async () => {
    const world = withObject()
    const { claim, apply } = await prepare(world, key, 'upload')
    let before: unknown
    world.moments.before('assets.upload', async () => {
      before = [await world.owner(address), (await world.entry(key)).attempt?.operation]
    })
    await apply()
    expect(before).to.deep.equal([key, 'upload'])
    // The answer is recorded together with what follows.
    expect((await world.entry(key)).attempt).to.deep.include({ token: claim.token, address })
  })

  it('labels the asset with its source', async () => {
    const world = withObject()
    await (await prepare(world, key, 'upload')).apply()
    expect(world.asset(address).context).to.deep.include({ source_bucket: 'studio', source_key: key })
  })

  it('overwrites the key`s own asset in place, which keeps its identity', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    const { assetId } = world.asset(address)
    const owner = await world.records.owners.read(address)
    world.put(key, 'two')
    const { claim, apply } = await prepare(world, key, 'upload')
    await apply()
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
    expect(claim.entry.applied).to.deep.include({
      assetId,
      content: { ...contentOf('two'), checksum: world.object(key).checksum },
    })
    expect(await world.records.owners.read(address)).to.deep.equal(owner)
  })

  it('records what Cloudinary has stored where the object was overwritten before it pulled', async () => {
    const world = withObject()
    const { claim, apply } = await prepare(world, key, 'upload')
    world.moments.before('assets.upload', () => world.put(key, 'two'))
    const { observed } = await apply()
    expect(claim.entry.applied).to.deep.include({ content: contentOf('two') })
    expect(observed).to.deep.include({ etag: md5Of('two') })
  })

  it('does not know what was stored of an object in parts that was overwritten meanwhile', async () => {
    for (const moment of ['before', 'after'] as const) {
      const world = withObject(true)
      const { claim, apply } = await prepare(world, key, 'upload')
      world.moments[moment]('assets.upload', () => world.put(key, 'two', true))
      await apply()
      expect(claim.entry.applied).to.deep.equal({ state: 'unknown', address, because: 'applied' })
    }
  })

  it('knows what was stored of an object whose ETag is an MD5, also where S3 does not answer any more', async () => {
    const world = withObject()
    const { claim, apply } = await prepare(world, key, 'upload')
    world.moments.before('source.observe', throws(noAnswer))
    expect(await apply()).to.deep.equal({ isSent: true, observed: undefined })
    expect(claim.entry.applied).to.deep.include({ state: 'asset', address })
  })

  it('fails where only S3 could tell what was stored, and it does not answer any more', async () => {
    const world = withObject(true)
    const failures = { count: 2, code: 's3-503', reason: 'no' }
    await world.record({ ...emptyEntry(key), failures })
    const { claim, apply } = await prepare(world, key, 'upload')
    world.moments.before('source.observe', throws(noAnswer))
    expect(await rejection(apply())).to.equal(noAnswer)
    expect(claim.entry.applied).to.deep.include({ state: 'unknown', address })
    expect(claim.entry.failures).to.deep.equal(failures)
  })

  it('leaves its attempt open where there is no answer', async () => {
    const world = withObject()
    const { claim, apply } = await prepare(world, key, 'upload')
    const lost = new TransientError('cloudinary-no-answer', 'no answer', { scope: 'cloud', effect: 'unknown' })
    world.moments.after('assets.upload', throws(lost))
    expect(await rejection(apply())).to.equal(lost)
    expect(claim.entry).to.deep.include({ ...emptyEntry(key), lease: claim.entry.lease })
    expect(claim.entry.attempt).to.deep.include({ operation: 'upload', address })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('sends nothing where its address cannot be had', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a.png', 'theirs')
    world.put(key, 'one')
    const { apply } = await prepare(world, key, 'upload')
    expect(await rejection(apply())).to.include({ code: 'public-id-taken' })
    expect(world.account).to.deep.equal({ 'image/a': 'theirs' })
  })

  it('sends nothing for a key that another worker has claimed meanwhile', async () => {
    const world = withObject()
    const { apply } = await prepare(world, key, 'upload')
    await (await world.claim(key)).announce('upload', address)
    expect(await rejection(apply())).to.include({ code: 'superseded', kind: 'waiting' })
    expect(world.account).to.deep.equal({})
  })

  it('becomes the owner of its address again where that was lost, before it overwrites', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    const row = await world.records.owners.find(address, key)
    if (row) await world.records.owners.free(row)
    world.put(key, 'two')
    await (await prepare(world, key, 'upload')).apply()
    expect(await world.owner(address)).to.equal(key)
  })
})
