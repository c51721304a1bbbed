import { expect } from 'chai'
import fc from 'fast-check'
import { emptyEntry } from '../../shared/model/entry.ts'
import { plan } from '../../shared/plan/plan.ts'
import { appliedByUpload, madeBy } from '../../shared/record/answer.ts'
import { recordApplied } from '../../shared/record/transitions.ts'
import { desired, matched } from '../rules/fixtures.ts'
import { image } from '../support/world.ts'

const NOW = 10_000_000
const observed = fc.record({
  state: fc.constant('present' as const),
  etag: fc.stringMatching(/^[0-9a-f]{32}$/),
  etagIsMd5: fc.boolean(),
  sizeBytes: fc.integer({ min: 1, max: 1e9 }),
  versionId: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  lastModifiedMs: fc.integer({ min: 0, max: 9000 }).map((seconds) => seconds * 1000),
  archived: fc.constant(false),
  metadata: fc.constant({}),
  tags: fc.constant({}),
  detected: fc.constant(undefined),
})
const keys = fc.stringMatching(/^[a-z]{1,5}(\/[a-z]{1,5})?\.(jpg|txt|mp4)$/)
const stored = (md5: string, sizeBytes: number) => {
  return {
    address: image('a'),
    assetId: 'a',
    version: 1,
    md5,
    sizeBytes,
    context: {},
    tags: [],
    accessControl: undefined,
  }
}

describe('planning after applying', () => {
  it('finds nothing to do, whatever was uploaded', () => {
    fc.assert(
      fc.property(keys, observed, (key, object) => {
        const situation = {
          bucket: 'studio',
          observation: object,
          match: matched(key),
          nowMs: NOW,
          settleMs: 10_000,
        }
        const before = plan({ ...situation, entry: emptyEntry(key) })
        expect(before.kind).to.equal('create')
        const sent = {
          made: madeBy(desired(key, object)),
          object: { ...object, isDated: true, isPinned: true },
          atMs: NOW,
        }
        const asset = stored(object.etag, object.sizeBytes)
        const entry = recordApplied(emptyEntry(key), appliedByUpload(sent, asset, object))
        expect(plan({ ...situation, entry })).to.deep.include({ kind: 'skip', reason: 'equal' })
      }),
    )
  })

  it('finds nothing to do where the account has altered the bytes of an object that no other write can be taken for', () => {
    fc.assert(
      fc.property(keys, observed, fc.stringMatching(/^[0-9a-f]{32}$/), (key, object, md5) => {
        if (!object.etagIsMd5 || md5 === object.etag) return
        const sent = {
          made: madeBy(desired(key, object)),
          object: { ...object, isDated: true, isPinned: true },
          atMs: NOW,
        }
        const applied = appliedByUpload(sent, stored(md5, object.sizeBytes + 1), object)
        const entry = recordApplied(emptyEntry(key), applied)
        const situation = { bucket: 'studio', observation: object, match: matched(key), nowMs: NOW, settleMs: 10_000 }
        expect(plan({ ...situation, entry })).to.deep.include({ kind: 'skip', reason: 'equal' })
        expect(applied).to.include({ storedMd5: md5 })
      }),
    )
  })

  it('is never a skip where other bytes were stored than are there now', () => {
    fc.assert(
      fc.property(keys, observed, observed, (key, object, later) => {
        if (object.etag === later.etag) return
        const sent = {
          made: madeBy(desired(key, object)),
          object: { ...object, isDated: true, isPinned: true },
          atMs: NOW,
        }
        const asset = stored(object.etag, object.sizeBytes)
        const entry = recordApplied(emptyEntry(key), appliedByUpload(sent, asset, later))
        const situation = {
          bucket: 'studio',
          observation: later,
          match: matched(key),
          nowMs: NOW,
          settleMs: 10_000,
        }
        const next = plan({ ...situation, entry })
        expect(next.kind).not.to.equal('skip')
      }),
    )
  })
})
