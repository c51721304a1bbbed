import { expect } from 'chai'
import { MemoryWorld } from './support/world.ts'

const key = 'a.jpg'

/** A versioned bucket in which another version is put over the object just before its bytes are read, and removed after. */
function withInterlude(inParts: boolean): MemoryWorld {
  const world = new MemoryWorld()
  world.store.versioning = 'on'
  world.put(key, 'one', inParts)
  world.clock.advance(60_000)
  world.moments.before('assets.upload', () => world.put(key, 'two', inParts))
  world.moments.after('assets.upload', () =>
    world.store.apply(world.clock.nowMs(), { kind: 'delete-version', key, index: -1 }),
  )
  return world
}

describe('mirroring an object of a versioned bucket that comes back with its own version and date', () => {
  it('does not take the bytes of the version in between for its own', async () => {
    const world = withInterlude(false)
    const { result, mutations } = await world.mirror(key)
    expect(result).to.equal('done')
    expect(mutations.map(({ kind }) => kind)).to.deep.equal(['upload', 'upload'])
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('names the version at once where no MD5 would tell what was read', async () => {
    const world = withInterlude(true)
    const { mutations } = await world.mirror(key)
    expect(mutations.map(({ kind }) => kind)).to.deep.equal(['upload'])
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('sends it twice, and no more, to an account that alters it', async () => {
    const world = new MemoryWorld()
    world.store.versioning = 'on'
    world.media.altersBytes = true
    world.put(key, 'one')
    world.clock.advance(60_000)
    const { result, mutations } = await world.mirror(key)
    expect({ result, sent: mutations.map(({ kind }) => kind) }).to.deep.equal({
      result: 'done',
      sent: ['upload', 'upload'],
    })
    expect(await world.mirror(key)).to.deep.include({ result: 'done', mutations: [] })
  })

  it('looks again where the version that is named has been removed before it is read', async () => {
    const world = new MemoryWorld()
    world.store.versioning = 'on'
    world.put(key, 'one', true)
    world.put(key, 'two', true)
    world.clock.advance(60_000)
    world.moments.before('assets.upload', () =>
      world.store.apply(world.clock.nowMs(), { kind: 'delete-version', key, index: -1 }),
    )
    const { result } = await world.mirror(key)
    expect(result).to.equal('done')
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })
})
