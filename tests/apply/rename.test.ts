import { expect } from 'chai'
import { emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { throws } from '../support/moments.ts'
import type { MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'
import { after, before, from, to, withRenamedObject } from './renamed.ts'

describe('applying a rename', () => {
  it('moves the asset, which keeps its identity, and hands the address on', async () => {
    const world = await withRenamedObject()
    const { assetId, version } = world.asset(before)
    const { claim, apply } = await prepare(world, to, 'rename')
    expect(await apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({ 'image/new': 'one' })
    expect([await world.owner(before), await world.owner(after)]).to.deep.equal([undefined, to])
    expect(claim.entry.applied).to.deep.include({ state: 'asset', address: after, assetId, version, fingerprint: '' })
    expect((await world.entry(to)).applied).to.deep.equal(claim.entry.applied)
    // Nothing needs remembering of the old key.
    expect(await world.records.ledger.read(from)).to.deep.equal({ entry: emptyEntry(from), revision: undefined })
  })

  it('forgets that the old key is absent', async () => {
    const world = await withRenamedObject()
    await world.mirror(from)
    expect(await world.entry(from)).to.have.property('deletion')
    await (await prepare(world, to, 'rename')).apply()
    expect(await world.entry(from)).to.deep.equal(emptyEntry(from))
  })

  it('is announced for both keys before it is sent', async () => {
    const world = await withRenamedObject()
    const { claim, apply } = await prepare(world, to, 'rename')
    let announced: unknown
    world.moments.before('assets.rename', async () => {
      const entries = [await world.entry(from), await world.entry(to)]
      announced = entries.map(({ attempt, lease }) => [attempt?.operation, attempt?.address, lease?.token])
    })
    await apply()
    expect(announced).to.deep.equal([
      ['rename', before, claim.token],
      ['rename', after, claim.token],
    ])
  })

  it('of a key that differs only in its extension just hands the asset over', async () => {
    const world = await withRenamedObject('old.png')
    const asset = { ...world.asset(before) }
    world.moments.before('assets.rename', throws(new TransientError('cloudinary-503', 'no')))
    const { claim, apply } = await prepare(world, 'old.png', 'rename')
    await apply()
    expect(world.asset(before)).to.deep.equal(asset)
    expect(await world.owner(before)).to.equal('old.png')
    expect(claim.entry.applied).to.deep.include({ state: 'asset', address: before })
    expect(await world.entry(from)).to.deep.equal(emptyEntry(from))
  })

  it('sends nothing where the old key has come back, and gives it back as it was', async () => {
    const world = await withRenamedObject()
    const entry = await world.entry(from)
    const { claim, apply } = await prepare(world, to, 'rename')
    world.put(from, 'one')
    expect(await rejection(apply())).to.include({ code: 'superseded', kind: 'waiting', effect: 'none' })
    expect(world.account).to.deep.equal({ 'image/old': 'one' })
    expect(await world.entry(from)).to.deep.equal(entry)
    expect(claim.entry).to.have.nested.property('attempt.operation', 'rename')
    expect(await world.owner(before)).to.equal(from)
  })

  const changes: readonly (readonly [string, (world: MemoryWorld) => Promise<unknown>])[] = [
    ['another worker has leased the old key', async (world) => (await world.claim(from)).announce('destroy', before)],
    [
      'the old key has come into doubt',
      async (world) => {
        const doubt = { untilMs: world.clock.nowMs() + 1, addresses: [before] }
        await world.record({ ...(await world.entry(from)), doubt })
      },
    ],
    ['the old key has lost its asset', (world) => world.record({ ...emptyEntry(from) })],
    [
      'the old key has another asset',
      async (world) => {
        world.put(from, 'two')
        await world.mirror(from)
        world.remove(from)
      },
    ],
  ]
  for (const [name, change] of changes) {
    it(`announces nothing where ${name} meanwhile`, async () => {
      const world = await withRenamedObject()
      const { apply } = await prepare(world, to, 'rename')
      await change(world)
      const entry = await world.entry(from)
      const account = { ...world.account }
      expect(await rejection(apply())).to.include({ code: 'superseded', kind: 'waiting' })
      expect(world.account).to.deep.equal(account)
      expect([await world.entry(from), await world.entry(to)]).to.deep.equal([entry, emptyEntry(to)])
    })
  }
})
