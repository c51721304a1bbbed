import { expect } from 'chai'
import fc from 'fast-check'
import { distinctAddresses, sameAddress } from '../../shared/model/address.ts'
import {
  absentSince,
  type Entry,
  emptyEntry,
  isForgettable,
  isIdle,
  knowsAddress,
  mayHaveAsset,
} from '../../shared/model/entry.ts'
import { refusesObject } from '../../shared/model/refusal.ts'
import { anAddress, anEntry } from '../ledger/arbitrary-entry.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { image } from '../support/world.ts'

const key = 'a.jpg'
const empty = emptyEntry(key)
const [address, elsewhere] = [image('a'), image('b')]
const asset = applied(desired(key), observed())
const attempt = { token: 't', operation: 'rename', address: elsewhere, deadlineMs: 1 } as const
const doubt = { untilMs: 1, addresses: [elsewhere] }
const lease = { token: 't', untilMs: 1 }

describe('an entry', () => {
  const { etag, sizeBytes, lastModifiedMs } = observed()
  const refused = { etag, sizeBytes, lastModifiedMs, rules: 'r', digest: 'd', code: 'bad', reason: 'bad', atMs: 1 }
  const remembered: readonly (readonly [string, Partial<Entry>])[] = [
    ['an asset', { applied: asset }],
    ['an asset that is not known', { applied: { state: 'unknown', address, because: 'request' } }],
    ['an asset that may be there', { applied: { state: 'nothing', looksFirst: true } }],
    ['a lease', { lease }],
    ['an attempt', { attempt }],
    ['a doubt', { doubt }],
    ['orphans', { orphans: [address] }],
    ['a deletion', { deletion: { state: 'approved' } }],
    ['failures', { failures: { count: 1, code: 'defect', reason: 'r' } }],
    ['a refusal', { refused }],
    ['a delivery that never ended', { unended: { count: 0, beganMs: 1, untilMs: 2 } }],
  ]
  it('that says nothing may be forgotten', () => expect(isForgettable(empty)).to.equal(true))
  for (const [name, change] of remembered) {
    it(`may not be forgotten for ${name}`, () => expect(isForgettable({ ...empty, ...change })).to.equal(false))
  }

  it('is idle without lease, attempt and doubt', () => {
    expect(isIdle({ ...empty, applied: asset, orphans: [address] })).to.equal(true)
    for (const change of [{ lease }, { attempt }, { doubt }]) expect(isIdle({ ...empty, ...change })).to.equal(false)
  })

  const assets: readonly (readonly [string, Partial<Entry>, boolean, boolean])[] = [
    ['has nothing', {}, false, false],
    ['has its asset there', { applied: asset }, true, true],
    ['may have one there', { applied: { state: 'unknown', address, because: 'found' } }, true, true],
    ['has its asset elsewhere', { applied: { ...asset, address: elsewhere } }, false, false],
    ['has an orphan there', { orphans: [elsewhere, address] }, true, true],
    [
      'has an orphan there beside its asset',
      { applied: { ...asset, address: elsewhere }, orphans: [address] },
      true,
      true,
    ],
    ['has an attempt anywhere', { attempt }, false, true],
    ['has a doubt anywhere', { doubt }, false, true],
  ]
  for (const [name, change, isKnown, isPossible] of assets) {
    it(`knows of an asset at an address, or cannot rule it out, where its key ${name}`, () => {
      const entry = { ...empty, ...change }
      expect([knowsAddress(entry, address), mayHaveAsset(entry, address)]).to.deep.equal([isKnown, isPossible])
    })
  }

  it('may have an asset wherever it knows of one', () => {
    fc.assert(fc.property(anEntry, anAddress, (entry, one) => !knowsAddress(entry, one) || mayHaveAsset(entry, one)))
  })

  for (const [name, object, rules, isRefused] of [
    ['the same object', observed(), 'r', true],
    ['other bytes', observed({ etag: 'e2' }), 'r', false],
    ['another size', observed({ sizeBytes: 11 }), 'r', false],
    ['another date', observed({ lastModifiedMs: 6000 }), 'r', false],
    ['the same under other rules', observed(), 'other', false],
  ] as const) {
    it(`${isRefused ? 'refuses' : 'does not refuse'} ${name} once it has been refused`, () => {
      expect(refusesObject({ ...empty, refused }, object, rules)).to.equal(isRefused)
      expect(refusesObject(empty, object, rules)).to.equal(false)
    })
  }

  it('knows since when its key is absent, whatever becomes of the deletion', () => {
    expect(absentSince(empty)).to.equal(undefined)
    for (const state of ['absent', 'approved'] as const) {
      expect(absentSince({ ...empty, deletion: { state, absentSinceMs: 5 } })).to.equal(5)
    }
    expect(absentSince({ ...empty, deletion: { state: 'withheld', sinceMs: 7, absentSinceMs: 5 } })).to.equal(5)
  })
})

describe('addresses', () => {
  it('are the same only where all three parts are', () => {
    expect(sameAddress(address, image('a'))).to.equal(true)
    for (const other of [elsewhere, { ...address, resourceType: 'raw' }, { ...address, type: 'private' }] as const) {
      expect(sameAddress(address, other)).to.equal(false)
    }
  })

  it('are each kept once, in their order', () => {
    expect(distinctAddresses([address, elsewhere, image('a'), elsewhere])).to.deep.equal([address, elsewhere])
  })
})
