import { expect } from 'chai'
import { ringOf } from '../../shared/apply/ring.ts'
import { limits } from '../../shared/model/limits.ts'
import { image, MemoryWorld } from '../support/world.ts'

/** A world of as many keys, `p0/x.jpg` and so on, whose assets are in folders of the same names. */
async function withFolders(count: number): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  for (let index = 0; index < count; index++) await world.putMirrored(`p${index}/x.jpg`, `c${index}`)
  return world
}

/** The rules that bring each source into the folder of this name. */
function follow(world: MemoryWorld, folders: readonly string[]): void {
  world.follow({ sources: folders.map((folder, index) => ({ prefix: `p${index}/`, folder })) })
}

describe('keys that wait for each other`s addresses', () => {
  it('are a ring where the last wants the address of the first', async () => {
    const world = await withFolders(3)
    follow(world, ['p1', 'p2', 'p0'])
    const ring = await ringOf(world.dependencies(), 'p0/x.jpg', image('p1/x'))
    expect(ring).to.deep.equal(['p0/x.jpg', 'p1/x.jpg', 'p2/x.jpg'])
  })

  const none: readonly (readonly [string, readonly string[], (world: MemoryWorld) => void])[] = [
    ['the last wants an address that is free', ['p1', 'p2', 'new'], () => undefined],
    ['one stays where it is', ['p1', 'p1', 'p0'], () => undefined],
    ['the object of one is gone', ['p1', 'p2', 'p0'], (world) => world.remove('p1/x.jpg')],
    ['the ring is one of others', ['p1', 'p2', 'p1'], () => undefined],
  ]
  for (const [name, folders, change] of none) {
    it(`are none where ${name}`, async () => {
      const world = await withFolders(3)
      follow(world, folders)
      change(world)
      expect(await ringOf(world.dependencies(), 'p0/x.jpg', image('p1/x'))).to.deep.equal([])
    })
  }

  it('are none where one of them is in doubt', async () => {
    const world = await withFolders(3)
    follow(world, ['p1', 'p2', 'p0'])
    const entry = await world.entry('p2/x.jpg')
    await world.record({ ...entry, doubt: { untilMs: world.clock.nowMs() + 1000, addresses: [image('p2/x')] } })
    expect(await ringOf(world.dependencies(), 'p0/x.jpg', image('p1/x'))).to.deep.equal([])
  })

  it('are looked for only so far', async () => {
    const count = limits.ringMax + 1
    const world = await withFolders(count)
    follow(
      world,
      Array.from({ length: count }, (_, index) => `p${(index + 1) % count}`),
    )
    expect(await ringOf(world.dependencies(), 'p0/x.jpg', image('p1/x'))).to.deep.equal([])
  })

  it('go on when the first of them by name has made way, in an order that needs nobody', async () => {
    const world = await withFolders(2)
    const [first, second] = [world.asset(image('p0/x')), world.asset(image('p1/x'))]
    follow(world, ['p1', 'p0'])
    expect(await world.mirror('p1/x.jpg')).to.include({ result: 'retry', code: 'address-busy' })
    for (const key of ['p0/x.jpg', 'p1/x.jpg', 'p0/x.jpg']) await world.mirror(key)
    expect(world.account).to.deep.equal({ 'image/p0/x': 'c1', 'image/p1/x': 'c0' })
    expect(world.asset(image('p1/x')).assetId).to.equal(first.assetId)
    expect(world.asset(image('p0/x')).assetId).to.equal(second.assetId)
  })

  it('tell which asset has made way, and why', async () => {
    const world = await withFolders(2)
    follow(world, ['p1', 'p0'])
    const { mutations } = await world.mirror('p0/x.jpg')
    expect(mutations).to.have.length(1)
    expect(mutations[0]).to.have.property('kind', 'move')
    expect(mutations[0]?.reason).to.match(/^makes way at aside-[\w-]{43}, since others wait in a ring$/)
  })
})
