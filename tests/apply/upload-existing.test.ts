import { expect } from 'chai'
import { type Applied, emptyEntry } from '../../shared/model/entry.ts'
import { PermanentError } from '../../shared/model/errors.ts'
import { image, MemoryWorld } from '../support/world.ts'
import { prepare, rejection } from './prepare.ts'

const key = 'a.jpg'
const address = image('a')
const label = { source_bucket: 'studio', source_key: 'b.jpg' }
const foreign = { owner: 'marketing' }
const unknown = { state: 'unknown', address, because: 'applied' }

type OnForeignAsset = 'adopt' | 'refuse' | 'overwrite' | undefined

/** A world in which an asset is already where the key's is to be. */
function withExisting(of: { bytes: string; context?: Readonly<Record<string, string>>; inParts?: boolean }) {
  const world = new MemoryWorld()
  world.put(key, 'one', of.inParts)
  world.clock.advance(3000)
  world.addAsset(address, of.bytes, of.context ?? foreign)
  return world
}

describe('an upload that meets an asset', () => {
  const cases: readonly (readonly [string, Parameters<typeof withExisting>[0], OnForeignAsset, object | 'refused'])[] =
    [
      ['of someone else`s with the same bytes is refused', { bytes: 'one' }, undefined, 'refused'],
      [
        'of someone else`s with the same bytes adopts it by rule',
        { bytes: 'one' },
        'adopt',
        { state: 'asset', address },
      ],
      ['of someone else`s with other bytes is refused all the same', { bytes: 'theirs' }, 'adopt', 'refused'],
      ['of someone else`s with other bytes is refused', { bytes: 'theirs' }, undefined, 'refused'],
      ['with the same bytes is refused where the rules say so', { bytes: 'one' }, 'refuse', 'refused'],
      ['with other bytes is refused where the rules say so', { bytes: 'theirs' }, 'refuse', 'refused'],
      ['that the rules let it overwrite does not know the asset yet', { bytes: 'theirs' }, 'overwrite', unknown],
      ['that the rules let it overwrite does not look at its bytes', { bytes: 'one' }, 'overwrite', unknown],
      [
        'that cannot be compared with an object in parts is refused',
        { bytes: 'one', inParts: true },
        undefined,
        'refused',
      ],
      [
        'with the bucket`s label and the same bytes keeps it',
        { bytes: 'one', context: label },
        'refuse',
        { state: 'asset', address },
      ],
      [
        'with the bucket`s label and other bytes does not know the asset',
        { bytes: 'theirs', context: label },
        'refuse',
        unknown,
      ],
      [
        'with the label of another bucket is refused, though the bytes are the same',
        { bytes: 'one', context: { ...label, source_bucket: 'other' } },
        'adopt',
        'refused',
      ],
      [
        'with the label of another bucket is refused, though the rules overwrite',
        { bytes: 'theirs', context: { ...label, source_bucket: 'other' } },
        'overwrite',
        'refused',
      ],
    ]
  for (const [name, existing, onForeignAsset, expected] of cases) {
    it(name, async () => {
      const world = withExisting(existing)
      world.follow({ defaults: { ...(onForeignAsset && { onForeignAsset }) } })
      const before = { ...world.asset(address) }
      const { claim, apply } = await prepare(world, key, 'upload')
      if (expected === 'refused') {
        expect(await rejection(apply()))
          .to.be.instanceOf(PermanentError)
          .and.include({ code: 'foreign-asset' })
      } else {
        expect(await apply()).to.deep.include({ isSent: true })
        expect(claim.entry.applied).to.deep.include(expected)
        expect(claim.entry).not.to.have.property('attempt')
      }
      expect(world.asset(address)).to.deep.equal(before)
    })
  }

  it('and goes through a preset cannot tell it by its bytes', async () => {
    const world = withExisting({ bytes: 'one' })
    world.follow({ defaults: { uploadPreset: 'small' } })
    const { apply } = await prepare(world, key, 'upload')
    expect(await rejection(apply())).to.include({ code: 'foreign-asset' })
  })
})

describe('of an asset that is adopted', () => {
  const none = { context: [], tags: [] }
  const all = { context: ['source_bucket', 'source_key'], tags: ['theirs'] }
  const left = { state: 'unknown', address, because: 'request' } as const
  const found = { ...left, because: 'found' } as const

  /** A name, what the ledger said before, the asset's context, what of it is the key's, and whether bytes are sent. */
  const cases: readonly (readonly [string, Applied, Readonly<Record<string, string>>, typeof all, boolean])[] = [
    ['nothing is ours', { state: 'nothing' }, foreign, none, true],
    ['nothing is ours at an address that the key never had', { state: 'nothing' }, label, none, true],
    ['all is ours where a request of the key`s has left it', left, label, all, false],
    ['nothing is ours where it does not carry the label', left, foreign, none, false],
    ['nothing is ours where a sweep has found it, and no bytes are sent', found, label, none, false],
    [
      'nothing is ours where an equal one was looked for, and no bytes are sent',
      { state: 'nothing', looksFirst: true },
      foreign,
      none,
      false,
    ],
  ]
  for (const [name, applied, context, ours, isSent] of cases) {
    it(name, async () => {
      const world = withExisting({ bytes: 'one', context })
      world.follow({ defaults: { onForeignAsset: 'adopt' } })
      await world.record({ ...emptyEntry(key), applied })
      const { version } = world.asset(address)
      const { claim, apply } = await prepare(world, key, 'upload')
      expect(await apply()).to.deep.equal({ isSent, observed: world.object(key) })
      expect(claim.entry.applied).to.deep.include({ state: 'asset', ours, fingerprint: '', version })
    })
  }

  it('the attributes are set next, and what others have set stays', async () => {
    const world = withExisting({ bytes: 'one' })
    world.follow({ defaults: { onForeignAsset: 'adopt' } })
    const { claim, apply } = await prepare(world, key, 'upload')
    await apply()
    expect(claim.entry).to.include({ adopted: world.asset(address).assetId })
    await claim.finish()
    await (await prepare(world, key, 'update')).apply()
    const { context, tags } = world.asset(address)
    expect(context).to.deep.include({ ...foreign, source_key: key })
    expect(tags).to.deep.equal(['theirs'])
  })
})

describe('an upload that looks first', () => {
  it('sends the bytes where no asset is there', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one')
    await world.record({ ...emptyEntry(key), applied: { state: 'unknown', address, because: 'found' } })
    const { claim, apply } = await prepare(world, key, 'upload')
    expect(await apply()).to.deep.include({ isSent: true })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(claim.entry.applied).to.deep.include({ state: 'asset', address })
  })

  it('refuses an asset that someone has made of other bytes, and sends nothing', async () => {
    const world = withExisting({ bytes: 'theirs' })
    await world.record({ ...emptyEntry(key), applied: { state: 'nothing', looksFirst: true } })
    const { apply } = await prepare(world, key, 'upload')
    expect(await rejection(apply())).to.include({ code: 'foreign-asset' })
    expect(world.account).to.deep.equal({ 'image/a': 'theirs' })
  })

  it('overwrites no asset that another bucket`s label claims by now', async () => {
    const context = { source_bucket: 'other', source_key: key }
    const world = withExisting({ bytes: 'theirs', context })
    await world.record({ ...emptyEntry(key), applied: { state: 'unknown', address, because: 'applied' } })
    const { apply } = await prepare(world, key, 'upload')
    expect(await rejection(apply())).to.include({ code: 'foreign-asset' })
    expect([world.account, world.asset(address).context]).to.deep.equal([{ 'image/a': 'theirs' }, context])
  })

  it('is what becomes of an update that meets such an asset', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    const context = { source_bucket: 'other', source_key: key }
    world.media.apply(world.clock.nowMs(), { kind: 'destroy', address })
    world.addAsset(address, 'one', context)
    world.follow({ defaults: { tags: ['new'] } })
    expect(await world.mirror(key)).to.deep.include({ result: 'refused', code: 'foreign-asset', mutations: [] })
    expect(world.asset(address)).to.deep.include({ context, tags: ['theirs'] })
  })
})
