import { expect } from 'chai'
import { Invocation } from '../simulation/invocation.ts'
import { play } from '../simulation/play.ts'
import { simulatedPorts } from '../simulation/ports.ts'
import { BUCKET } from '../simulation/world.ts'
import { addAsset, assetOf, differences, keys, mirrored, sweepAll } from './closer-look.ts'

describe('a sweep that looks closer holds back: it', () => {
  it('tells of what someone else has made, and leaves it alone', async () => {
    const { world, lambda } = await play(mirrored)
    addAsset(world, 'logo', { owner: 'marketing' })
    const found = await sweepAll(world, lambda)
    expect(found.map((one) => [one.key, one.reason])).to.deep.equal([['logo', 'asset-foreign']])
    expect(assetOf(world, 'logo').context).to.deep.equal({ owner: 'marketing' })
  })

  it('passes over assets whose key has a row that nobody can read', async () => {
    const { world, lambda } = await play(mirrored)
    const row = [...world.table.rows].find(([, { sort }]) => sort === 'a.jpg')
    if (!row) throw new Error('expected a row of a.jpg')
    world.table.rows.set(row[0], { ...row[1], body: { schema: 3, key: 'a.jpg' } })
    addAsset(world, 'left/over', { source_bucket: BUCKET, source_key: 'left/over.jpg' })
    await sweepAll(world, lambda)
    expect(world.media.assets.size).to.equal(keys.length)
  })

  it('asks the guard before it deletes what is left over', async () => {
    const { world, lambda } = await play(mirrored)
    world.deletionsMax = 0
    addAsset(world, 'left/over', { source_bucket: BUCKET, source_key: 'left/over.jpg' })
    await sweepAll(world, lambda)
    expect(assetOf(world, 'left/over').context).to.deep.include({ source_key: 'left/over.jpg' })
  })

  it('asks it too before second assets of keys are deleted, and counts each once', async () => {
    const { world, lambda } = await play(mirrored)
    world.deletionsMax = 2
    for (const key of keys) addAsset(world, `copy of ${key}`, { source_bucket: BUCKET, source_key: key })
    await sweepAll(world, lambda)
    expect(world.media.assets.size).to.equal(2 * keys.length - 2)
    await sweepAll(world, lambda)
    expect(world.media.assets.size).to.equal(2 * keys.length - 2)
    expect(differences(world)).to.have.length(keys.length - 2)
  })

  it('leaves alone a key that someone is at work on', async () => {
    const { world, lambda } = await play(mirrored)
    world.media.apply(world.nowMs, { kind: 'destroy', address: assetOf(world, 'a').address })
    const { ledger } = simulatedPorts(world, new Invocation(world, 'worker', 0))
    const held = { token: 'worker', untilMs: world.nowMs + 60_000 }
    let isDone = false
    const holding = ledger.read('a.jpg').then(async (read) => {
      await ledger.save(read, { ...read.entry, lease: held })
      isDone = true
    })
    await world.scheduler.run(() => isDone, world.nowMs + 1000)
    await holding
    const [found] = await sweepAll(world, lambda)
    expect(found).to.deep.include({ key: 'a.jpg', reason: 'asset-missing' })
    expect(world.media.assets.size).to.equal(keys.length - 1)
  })
})
