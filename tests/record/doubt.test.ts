import { expect } from 'chai'
import fc from 'fast-check'
import { sameAddress } from '../../shared/model/address.ts'
import { type Applied, type Entry, emptyEntry, mayHaveAsset } from '../../shared/model/entry.ts'
import { expireDoubt, withDoubt } from '../../shared/record/doubt.ts'
import { expireLease } from '../../shared/record/transitions.ts'
import { anAddress, anEntry } from '../ledger/arbitrary-entry.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { image } from '../support/world.ts'

const key = 'a.jpg'
const [a, b, c] = [image('a'), image('b'), image('c')]
const asset = applied(desired(key), observed())
const unknown = (address = a, because: 'applied' | 'request' | 'found' = 'applied'): Applied => {
  return { state: 'unknown', address, because, ...(because === 'applied' && { before: asset }) }
}
const doubt = (...addresses: (typeof a)[]) => ({ untilMs: 200, addresses })
const attempt = (address = a, deadlineMs = 200) => {
  return { token: 't', operation: 'rename', address, deadlineMs } as const
}
const background = {
  made: { address: a, fingerprint: 'f', rules: '', preset: '', ours: asset.ours },
  object: { ...observed(), isDated: true },
}

/** A name, an entry, when it is read, and as what. */
type Case = readonly [string, Omit<Entry, 'key'>, number, Omit<Entry, 'key'>]
const nothing = { state: 'nothing' } as const

const cases: readonly Case[] = [
  ['no doubt', { applied: asset }, 999, { applied: asset }],
  ['a doubt whose time is not over', { applied: nothing, doubt: doubt(a) }, 199, { applied: nothing, doubt: doubt(a) }],
  ['over a key that had nothing', { applied: nothing, doubt: doubt(a) }, 200, { applied: unknown(a, 'request') }],
  [
    'over a key whose equal asset may be there',
    { applied: { state: 'nothing', looksFirst: true }, doubt: doubt(a) },
    200,
    { applied: unknown(a, 'found') },
  ],
  ['over an asset', { applied: asset, doubt: doubt(a) }, 200, { applied: unknown() }],
  ['over what is not known', { applied: unknown(a, 'found'), doubt: doubt(a) }, 200, { applied: unknown(a, 'found') }],
  [
    'over an asset that may have moved',
    { applied: asset, doubt: doubt(a, b) },
    200,
    { applied: unknown(), orphans: [b] },
  ],
  [
    'over a key that had nothing, at two addresses: the last is its own',
    { applied: nothing, doubt: doubt(b, a) },
    200,
    { applied: unknown(a, 'request'), orphans: [b] },
  ],
  [
    'with orphans of an older doubt, each once',
    { applied: asset, doubt: doubt(b, c), orphans: [c] },
    200,
    { applied: unknown(), orphans: [c, b] },
  ],
  [
    'with an orphan where the asset itself is',
    { applied: asset, doubt: doubt(a), orphans: [a] },
    200,
    { applied: unknown() },
  ],
  [
    'a lease that is over, with its attempt',
    { applied: asset, lease: { token: 't', untilMs: 100 }, attempt: attempt(b) },
    150,
    { applied: asset, doubt: doubt(b) },
  ],
  [
    'an attempt whose time is over too',
    { applied: asset, lease: { token: 't', untilMs: 100 }, attempt: attempt(b) },
    200,
    { applied: unknown(), orphans: [b] },
  ],
  [
    'an attempt in the background stays, whatever the time',
    { applied: nothing, lease: { token: 't', untilMs: 100 }, attempt: { ...attempt(), background } },
    999,
    { applied: nothing, attempt: { ...attempt(), background } },
  ],
  [
    'an older doubt beside one in the background is over all the same',
    { applied: asset, doubt: doubt(a), attempt: { ...attempt(), background } },
    200,
    { applied: unknown(), attempt: { ...attempt(), background } },
  ],
]

describe('an entry is read as', () => {
  for (const [name, before, nowMs, after] of cases) {
    it(name, () => expect(expireLease({ key, ...before }, nowMs)).to.deep.equal({ key, ...after }))
  }
})

describe('a doubt', () => {
  it('has each address once, in the order of the requests', () => {
    const once = withDoubt(withDoubt(withDoubt(emptyEntry(key), attempt(a)), attempt(b)), attempt(a))
    expect(once.doubt?.addresses).to.deep.equal([a, b])
  })

  it('only grows', () => {
    const anAttempt = fc.record({ address: anAddress, deadlineMs: fc.nat() })
    fc.assert(
      fc.property(anEntry, anAttempt, (entry: Entry, { address, deadlineMs }) => {
        const { untilMs, addresses } = withDoubt(entry, attempt(address, deadlineMs)).doubt ?? doubt()
        expect(untilMs).to.equal(Math.max(deadlineMs, entry.doubt?.untilMs ?? 0))
        for (const one of [...(entry.doubt?.addresses ?? []), address]) {
          expect(addresses.some((other) => sameAddress(one, other))).to.equal(true)
        }
      }),
    )
  })

  it('that is over forgets no address where an asset of the key`s may be', () => {
    fc.assert(
      fc.property(anEntry, fc.nat(), (entry: Entry, nowMs) => {
        const after = expireDoubt(entry, nowMs)
        const known = entry.applied.state === 'nothing' ? [] : [entry.applied.address]
        for (const address of [...known, ...(entry.doubt?.addresses ?? []), ...(entry.orphans ?? [])]) {
          expect(mayHaveAsset(after, address)).to.equal(true)
        }
        expect(after.doubt === undefined || after.doubt.untilMs > nowMs).to.equal(true)
      }),
    )
  })
})
