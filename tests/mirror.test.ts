import { expect } from 'chai'
import { limits } from '../shared/model/limits.ts'
import { matched } from './rules/fixtures.ts'
import { md5Of } from './simulation/services/object-store.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld, SETTLE_MS } from './support/world.ts'

const key = 'a.jpg'
const address = image('a')
const done = { key, result: 'done', code: 'skip' }

/** A world with a mirrored object. */
async function withMirrored(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(key, 'one')
  return world
}

describe('mirroring a change', () => {
  it('makes an asset of a new object, and remembers it without a lease', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one')
    const outcome = await world.mirror(key)
    const { version } = world.asset(address)
    expect(outcome).to.deep.equal({
      ...done,
      reason: 'equal',
      mutations: [{ kind: 'upload', reason: 'a new object', asset: { ...address, version } }],
    })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    const { applied, ...rest } = await world.entry(key)
    expect(applied).to.deep.include({ state: 'asset', assetId: world.asset(address).assetId })
    expect(rest).to.deep.equal({ key })
  })

  it('writes nothing where nothing differs', async () => {
    const world = await withMirrored()
    const rows = [...world.table.rows.values()]
    expect(await world.mirror(key)).to.deep.equal({ ...done, reason: 'equal', mutations: [] })
    expect([...world.table.rows.values()]).to.deep.equal(rows)
  })

  it('uploads once where an update does not set the access that the rules ask for', async () => {
    const world = await withMirrored()
    world.follow({ defaults: { accessControl: [{ access_type: 'token' }] } })
    const { result, mutations } = await world.mirror(key)
    expect({ result, sent: mutations.map(({ kind }) => kind) }).to.deep.equal({
      result: 'done',
      sent: ['update', 'upload'],
    })
    expect(await world.mirror(key)).to.deep.include({ ...done, mutations: [] })
  })

  it('writes no row for a key that has and is to have nothing', async () => {
    const world = new MemoryWorld()
    for (const name of ['gone.jpg', 'folder/', 'a.filepart']) {
      expect(await world.mirror(name)).to.deep.include({ result: 'done', mutations: [] })
    }
    expect(world.recordedKeys).to.deep.equal([])
  })

  it('overwrites in place', async () => {
    const world = await withMirrored()
    const { assetId } = world.asset(address)
    world.put(key, 'two')
    const { mutations } = await world.mirror(key)
    const asset = { ...address, version: world.asset(address).version }
    expect(mutations).to.deep.equal([{ kind: 'upload', reason: 'the content differs', overwrites: true, asset }])
    expect(world.asset(address)).to.deep.include({ assetId, bytes: { name: 'two', inParts: false } })
  })

  it('goes on until nothing differs, where the object is overwritten while it is mirrored', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one')
    world.moments.after('assets.upload', () => world.put(key, 'two'))
    const { result, mutations } = await world.mirror(key)
    expect([result, mutations.map(({ kind }) => kind)]).to.deep.equal(['done', ['upload', 'upload']])
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
  })

  it('sets the attributes that other rules want', async () => {
    const world = await withMirrored()
    world.follow({ defaults: { tags: ['new'] } })
    expect((await world.mirror(key)).mutations).to.deep.equal([{ kind: 'update', reason: 'the metadata differs' }])
    expect(world.asset(address).tags).to.deep.equal(['new'])
  })

  it('remembers other rules that want the same, and sends nothing', async () => {
    const world = await withMirrored()
    world.follow({ defaults: { settleSeconds: 1 } })
    expect(await world.mirror(key)).to.deep.include({ ...done, mutations: [] })
    const { digest } = matched(key, { defaults: { settleSeconds: 1 } })
    expect((await world.entry(key)).applied).to.deep.include({ state: 'asset', rules: digest })
  })

  it('leaves an archived object`s asset as it is, and makes none of a new one', async () => {
    const world = await withMirrored()
    world.put('b.jpg', 'two')
    for (const name of [key, 'b.jpg']) {
      world.store.apply(0, { kind: 'archive', key: name })
      expect(await world.mirror(name)).to.deep.include({ result: 'done', mutations: [] })
    }
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('waits with an empty object, and then makes nothing of it', async () => {
    const world = new MemoryWorld()
    world.put(key, '')
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'wait', delaySeconds: 10 })
    world.clock.advance(SETTLE_MS)
    expect(await world.mirror(key)).to.deep.include({ result: 'done', mutations: [] })
    expect([world.account, world.recordedKeys]).to.deep.equal([{}, []])
  })
})

describe('mirroring a rename', () => {
  it('moves the asset where the copy is seen after the delete', async () => {
    const world = await withMirrored()
    const { assetId } = world.asset(address)
    world.put('b.jpg', 'one')
    world.remove(key)
    const { result, mutations } = await world.mirror('b.jpg')
    // The attributes name the source: they are set next.
    expect(mutations.map(({ kind, from }) => [kind, from])).to.deep.equal([
      ['rename', key],
      ['update', undefined],
    ])
    expect(result).to.equal('done')
    expect(world.asset(image('b')).assetId).to.equal(assetId)
    expect(await world.mirror(key)).to.deep.include({ result: 'done', mutations: [] })
  })

  it('waits for the delete where the copy is seen first, and looks again soon', async () => {
    const world = await withMirrored()
    world.clock.advance(60_000)
    world.put('b.jpg', 'one')
    expect(await world.mirror('b.jpg')).to.deep.include({ result: 'retry', code: 'wait', delaySeconds: 1 })
    expect(await world.mirror('b.jpg', { receiveCount: 9 })).to.deep.include({ code: 'wait', delaySeconds: 10 })
    world.clock.advance(SETTLE_MS)
    expect((await world.mirror('b.jpg')).mutations.map(({ kind }) => kind)).to.deep.equal(['upload'])
    expect(world.account).to.deep.equal({ 'image/a': 'one', 'image/b': 'one' })
  })
})

describe('mirroring a change that cannot be ended now', () => {
  it('comes back soon where another worker holds the key', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one')
    await (await world.claim(key)).announce('upload', address)
    expect(await world.mirror(key, { receiveCount: 3 })).to.deep.include({
      result: 'retry',
      code: 'busy',
      delaySeconds: 4,
    })
    expect(world.account).to.deep.equal({})
  })

  it('goes back after some rounds where the object changes as fast as it is mirrored', async () => {
    const world = new MemoryWorld()
    world.put(key, 'content 0')
    for (let round = 1; round <= limits.roundsMax + 1; round++) {
      world.moments.after('assets.upload', () => world.put(key, `content ${round}`))
    }
    const { mutations, ...outcome } = await world.mirror(key)
    expect(outcome).to.deep.include({ result: 'retry', code: 'moving', delaySeconds: 1 })
    expect(mutations).to.have.length(limits.roundsMax)
    const last = `content ${limits.roundsMax - 1}`
    expect(world.account).to.deep.equal({ 'image/a': last })
    const { lease, applied } = await world.entry(key)
    expect(lease).to.equal(undefined)
    expect(applied).to.have.nested.property('content.etag', md5Of(last))
  })

  it('begins nothing where the invocation ends', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one')
    world.moments.before('source.observe', () => world.clock.advance(INVOCATION_MS - 5999))
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'out-of-time', delaySeconds: 1 })
    expect([world.account, world.recordedKeys]).to.deep.equal([{}, []])
    world.moments.before('source.observe', () => world.clock.advance(INVOCATION_MS - 6000))
    expect(await world.mirror(key)).to.deep.include(done)
  })

  it('waits for an upload in the background until its deadline, or until it has landed', async () => {
    const world = new MemoryWorld()
    world.webhookUrl = 'https://webhook.example'
    world.follow({ asyncAboveBytes: 1000 })
    world.put(key, 'one')
    const delaySeconds = (INVOCATION_MS + limits.backgroundPatience * ATTEMPT_MS) / 1000
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'pending', delaySeconds })
    world.inBackground[0]?.()
    expect(await world.mirror(key)).to.deep.include({ ...done, mutations: [] })
  })
})
