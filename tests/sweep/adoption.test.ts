import { expect } from 'chai'
import { play } from '../simulation/play.ts'
import { put } from '../simulation/scenarios/scenario.ts'
import { addAsset, assetOf, differences, keys, mirrored, sweepAll } from './closer-look.ts'

describe('a sweep that looks closer and adopts', () => {
  it('does not send bytes that are there already, where it is to adopt', async () => {
    const { world, lambda } = await play(mirrored)
    world.store.apply(world.nowMs, put('f.jpg', 'content of f'))
    addAsset(world, 'f', {}, 'content of f')
    const { assetId } = assetOf(world, 'f')
    const before = world.remarks.length
    await sweepAll(world, lambda, true)
    const sent = world.remarks.slice(before).filter(({ text }) => text.startsWith('upload'))
    expect(sent).to.deep.equal([])
    expect(assetOf(world, 'f')).to.deep.include({ assetId, version: assetOf(world, 'f').version })
    expect(differences(world)).to.deep.equal([])
  })

  it('adopts all there is where the ledger was lost: no bytes are sent, and what others have set stays', async () => {
    const { world, lambda } = await play(mirrored)
    assetOf(world, 'a').tags = ['by hand']
    const versions = keys.map((key) => assetOf(world, key.slice(0, 1)).version)
    world.table.rows.clear()
    await sweepAll(world, lambda, true)
    expect(keys.map((key) => assetOf(world, key.slice(0, 1)).version)).to.deep.equal(versions)
    expect(assetOf(world, 'a').tags).to.deep.equal(['by hand'])
    expect(await sweepAll(world, lambda)).to.deep.equal([])
  })
})
