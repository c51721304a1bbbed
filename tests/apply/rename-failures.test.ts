import { expect } from 'chai'
import { emptyEntry, knowsAddress } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { throws } from '../support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'
import { after, before, from, to, withRenamedObject } from './renamed.ts'

describe('a rename that goes wrong', () => {
  it('leaves both assets where someone`s is at the new address, and nobody knows what the old key has', async () => {
    const world = await withRenamedObject()
    world.addAsset(after, 'theirs')
    const { claim, apply } = await prepare(world, to, 'rename')
    expect(await apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({ 'image/old': 'one', 'image/new': 'theirs' })
    const unknown = { state: 'unknown', address: before, because: 'applied' }
    expect(await world.entry(from)).to.deep.equal({ key: from, applied: unknown })
    expect(claim.entry).to.deep.equal({ ...emptyEntry(to), lease: claim.entry.lease })
    expect(await world.owner(before)).to.equal(from)
  })

  it('is the same where there is no asset to rename', async () => {
    const world = await withRenamedObject()
    world.media.apply(0, { kind: 'destroy', address: before })
    await (await prepare(world, to, 'rename')).apply()
    expect((await world.entry(from)).applied).to.deep.include({ state: 'unknown', address: before })
  })

  for (const [name, spoil] of [
    [
      'is answered with another asset',
      (world: MemoryWorld) => {
        world.media.apply(0, { kind: 'destroy', address: before })
        world.addAsset(before, 'theirs')
      },
    ],
    [
      'has no answer',
      (world: MemoryWorld) => {
        const lost = new TransientError('cloudinary-503', 'no', { scope: 'cloud', effect: 'unknown' })
        world.moments.after('assets.rename', throws(lost))
      },
    ],
  ] as const) {
    it(`leaves both keys in doubt where it ${name}`, async () => {
      const world = await withRenamedObject()
      const { applied } = await world.entry(from)
      spoil(world)
      const untilMs = world.clock.nowMs() + INVOCATION_MS + ATTEMPT_MS
      expect(await world.mirror(to)).to.deep.include({ result: 'retry', failures: 1 })
      expect(await world.entry(from)).to.deep.equal({ key: from, applied, doubt: { untilMs, addresses: [before] } })
      const { doubt, attempt, lease } = await world.entry(to)
      expect({ doubt, attempt, lease }).to.deep.equal({
        doubt: { untilMs, addresses: [after] },
        attempt: undefined,
        lease: undefined,
      })
    })
  }

  it('gives the old key back where the new address is another key`s', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('new.png', 'theirs')
    await world.putMirrored(from, 'one')
    world.put(to, 'one')
    world.remove(from)
    const entry = await world.entry(from)
    const { apply } = await prepare(world, to, 'rename')
    expect(await rejection(apply())).to.include({ code: 'public-id-taken' })
    expect(await world.entry(from)).to.deep.equal(entry)
    expect(world.account).to.deep.equal({ 'image/new': 'theirs', 'image/old': 'one' })
  })

  it('leaves the old key in doubt where the new key`s record fails, which is tried once more', async () => {
    const world = await withRenamedObject()
    world.moments.after('assets.rename', () => {
      world.moments.before('rows.write', throws(new TransientError('dynamodb-503', 'no')), to)
    })
    expect(await world.mirror(to)).to.deep.include({ result: 'retry', code: 'dynamodb-503' })
    expect((await world.entry(to)).applied).to.deep.include({ state: 'asset', address: after })
    expect((await world.entry(from)).doubt?.addresses).to.deep.equal([before])
    expect(await world.owner(before)).to.equal(from)
  })

  it('knows that the old key has nothing where its own record fails, which is tried once more', async () => {
    const world = await withRenamedObject()
    world.moments.after('assets.rename', () => {
      world.moments.before('rows.remove', throws(new TransientError('dynamodb-503', 'no')), from)
    })
    expect(await world.mirror(to)).to.deep.include({ result: 'retry', code: 'dynamodb-503' })
    expect((await world.entry(to)).applied).to.deep.include({ state: 'asset', address: after })
    expect(await world.entry(from)).to.deep.equal(emptyEntry(from))
  })

  for (const call of ['rows.read', 'rows.write', 'rows.remove'] as const) {
    it(`does not lose the asset where the next ${call} fails after it was moved`, async () => {
      const world = await withRenamedObject()
      world.moments.after('assets.rename', () => {
        world.moments.before(call, throws(new TransientError('dynamodb-503', 'no')))
      })
      await world.mirror(to)
      expect(knowsAddress(await world.entry(to), after)).to.equal(true)
      expect(world.account).to.deep.equal({ 'image/new': 'one' })
    })
  }

  it('tells its own trouble where the old key cannot be given back either', async () => {
    const world = await withRenamedObject()
    const { apply } = await prepare(world, to, 'rename')
    const lost = new TransientError('cloudinary-503', 'no', { effect: 'unknown' })
    world.moments.after('assets.rename', () => {
      world.moments.before('rows.write', throws(new TransientError('dynamodb-503', 'no')), from)
      throw lost
    })
    expect(await rejection(apply())).to.equal(lost)
  })

  it('leaves doubts by the leases of both keys where nothing can be recorded', async () => {
    const world = await withRenamedObject()
    const { apply } = await prepare(world, to, 'rename')
    const failing = new TransientError('dynamodb-503', 'no')
    world.moments.after('assets.rename', () => {
      world.moments.before('rows.write', throws(failing), to)
      world.moments.before('rows.write', throws(failing), from)
    })
    expect(await rejection(apply())).to.equal(failing)
    world.clock.advance(INVOCATION_MS)
    for (const key of [from, to]) expect((await world.claim(key)).entry.doubt?.addresses).to.have.length(1)
  })
})
