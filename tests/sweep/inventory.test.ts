import { expect } from 'chai'
import type { ListedObject } from '../../shared/ports/source.ts'
import { sweepInventory } from '../../shared/sweep/inventory.ts'
import { deliver } from '../support/deliver.ts'
import { BUCKET, MemoryWorld } from '../support/world.ts'

describe('a sweep of an inventory', () => {
  /** What an inventory that is made now says. */
  async function inventory(world: MemoryWorld): Promise<readonly ListedObject[]> {
    return (await world.dependencies().source.list(undefined, 10_000)).items
  }
  async function sweep(world: MemoryWorld, listed: readonly ListedObject[], most = Number.POSITIVE_INFINITY) {
    let pages = 0
    const objects = (async function* () {
      yield* listed
    })()
    const mayGoOn = async () => pages++ < most
    return sweepInventory({ ...world.dependencies(), bucket: BUCKET, objects, adopts: false, mayGoOn })
  }
  async function deliverAll(world: MemoryWorld): Promise<void> {
    while (world.changes.messages.size > 0) await deliver(world)
  }

  it('fills an empty account, in whatever order it is, and finds nothing afterwards', async () => {
    const world = new MemoryWorld()
    for (let index = 0; index < 1200; index++) world.put(`shoot/${index}.jpg`, `content ${index}`)
    world.put('upload.jpg.part', 'not mirrored')
    const listed = [...(await inventory(world))].reverse()
    expect(await sweep(world, listed)).to.deep.include({ compared: 1201, queued: 1200, complete: true })
    await deliverAll(world)
    expect(Object.keys(world.account)).to.have.length(1200)
    expect(await sweep(world, listed)).to.deep.include({ differences: 0, queued: 0 })
  })

  it('ends where it may not go on, and says so', async () => {
    const world = new MemoryWorld()
    for (let index = 0; index < 1200; index++) world.put(`shoot/${index}.jpg`, `content ${index}`)
    expect(await sweep(world, await inventory(world), 1)).to.deep.include({ queued: 1000, complete: false })
  })

  it('takes nothing away for what it does not know yet, or knows no more', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('stays.jpg', 'old content')
    await world.putMirrored('goes.jpg', 'other content')
    const old = await inventory(world)
    world.clock.advance(60_000)
    await world.putMirrored('stays.jpg', 'new content')
    await world.putMirrored('comes.jpg', 'another')
    world.remove('goes.jpg')
    const { account } = world
    expect(await sweep(world, old)).to.deep.include({ compared: 2, differences: 0 })
    // What is gone is for its event, and for a sweep of the bucket.
    expect(world.account).to.deep.equal(account)
  })

  it('lets a worker look at each object itself, which may have gone since', async () => {
    const world = new MemoryWorld()
    world.put('a.jpg', 'content')
    world.put('b.jpg', 'old')
    const old = await inventory(world)
    world.remove('a.jpg')
    world.put('b.jpg', 'new')
    expect(await sweep(world, old)).to.deep.include({ queued: 2 })
    await deliverAll(world)
    expect(world.account).to.deep.equal({ 'image/b': 'new' })
  })

  it('deletes nothing where rules ignore by now what they mirrored', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a.jpg', 'content')
    world.follow({ rules: [{ match: '*.jpg', ignore: true }] })
    expect(await sweep(world, await inventory(world))).to.deep.include({ compared: 1, differences: 0 })
  })
})
