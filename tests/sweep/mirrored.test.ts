import { expect } from 'chai'
import { sweep } from '../../shared/sweep/sweep.ts'
import { BUCKET, MemoryWorld } from '../support/world.ts'

const KEYS = 2500

/** A world with more keys than a page has, every fifth without an asset. */
async function manyKeys(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored('a.jpg', 'one')
  const { applied } = await world.entry('a.jpg')
  for (let index = 0; index < KEYS; index++) {
    const key = `shoot/${String(index).padStart(4, '0')}.jpg`
    const refused = {
      etag: 'e',
      sizeBytes: 1,
      lastModifiedMs: 1,
      rules: '',
      digest: '',
      code: 'x',
      reason: '',
      atMs: 1,
    }
    await world.record(index % 5 === 0 ? { key, applied: { state: 'nothing' }, refused } : { key, applied })
  }
  return world
}

const limits = { deletionsMax: 200, mirroredShare: 0.1, windowMs: 1000 }
const mirroredOf = async ({ records }: MemoryWorld) => (await records.guard(limits).state()).mirrored

function sweepOf(world: MemoryWorld, pages: number, prefix = '') {
  let left = pages
  const { ledger, owners, noteMirrored, clock, cursor } = world.records
  const stores = { ledger, owners, noteMirrored, clock, bucket: BUCKET, queue: world.dependencies().queue }
  const source = { list: async () => ({ items: [], isLast: true }) }
  const mayGoOn = async () => left-- > 0
  return sweep({ ...stores, source, rules: world.rules, cursor: cursor(), mayGoOn, prefix, adopts: false })
}

describe('a sweep of the whole bucket', () => {
  it('tells the guard how many keys have an asset, once it has come to its end in however many calls', async () => {
    const world = await manyKeys()
    expect(await sweepOf(world, 2)).to.deep.include({ complete: false })
    expect(await mirroredOf(world)).to.equal(undefined)
    expect(await sweepOf(world, 10)).to.deep.include({ complete: true })
    expect(await mirroredOf(world)).to.equal(1 + (KEYS * 4) / 5)
  })

  it('leaves what the guard has said as it is', async () => {
    const world = await manyKeys()
    await world.records.guard({ deletionsMax: 0, windowMs: 1000 }).admit()
    const before = await world.records.guard(limits).state()
    await sweepOf(world, 10)
    expect(await world.records.guard(limits).state()).to.deep.equal({ ...before, mirrored: 1 + (KEYS * 4) / 5 })
  })

  it('does not take a part of it for the whole', async () => {
    const world = await manyKeys()
    expect(await sweepOf(world, 10, 'shoot/0')).to.deep.include({ complete: true })
    expect(await mirroredOf(world)).to.equal(undefined)
  })
})
