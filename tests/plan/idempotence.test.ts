import { expect } from 'chai'
import fc from 'fast-check'
import { plan } from '../../shared/plan/plan.ts'
import { attributesOf, fingerprintOf, targetOf } from '../../shared/plan/target.ts'
import { appliedByUpload } from '../../shared/record/answer.ts'
import { emptyEntry } from '../../shared/record/entry.ts'
import { recordApplied } from '../../shared/record/transitions.ts'

const NOW = 10_000_000
const observed = fc.record({
  state: fc.constant('present' as const),
  etag: fc.stringMatching(/^[0-9a-f]{32}$/),
  etagIsMd5: fc.boolean(),
  sizeBytes: fc.integer({ min: 1, max: 1e9 }),
  versionId: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  lastModifiedMs: fc.integer({ min: 0, max: 9000 }).map((seconds) => seconds * 1000),
  archived: fc.constant(false),
})
const keys = fc
  .stringMatching(/^[a-z]{1,5}(\/[a-z]{1,5})?\.(jpg|txt|mp4)$/)
  .filter((key) => targetOf(key).kind === 'mirrored')

describe('planning after applying', () => {
  it('finds nothing to do, whatever was uploaded', () => {
    fc.assert(
      fc.property(keys, observed, (key, object) => {
        const target = targetOf(key)
        if (target.kind !== 'mirrored') return
        const situation = { bucket: 'studio', observation: object, target, nowMs: NOW, settleMs: 10_000 }
        const before = plan({ ...situation, entry: emptyEntry(key) })
        expect(before.kind).to.equal('introduce')
        const fingerprint = fingerprintOf(attributesOf('studio', key, object))
        const sent = { address: target.address, object, fingerprint, atMs: NOW }
        const asset = { assetId: 'a', version: 1, md5: object.etag, sizeBytes: object.sizeBytes, context: {} }
        const entry = recordApplied(emptyEntry(key), appliedByUpload(sent, asset, object))
        expect(plan({ ...situation, entry })).to.deep.equal({ kind: 'skip', reason: 'equal' })
      }),
    )
  })

  it('is never a skip where other bytes were stored than are there now', () => {
    fc.assert(
      fc.property(keys, observed, observed, (key, object, later) => {
        const target = targetOf(key)
        if (target.kind !== 'mirrored' || object.etag === later.etag) return
        const sent = { address: target.address, object, fingerprint: 'f', atMs: NOW }
        const asset = { assetId: 'a', version: 1, md5: object.etag, sizeBytes: object.sizeBytes, context: {} }
        const entry = recordApplied(emptyEntry(key), appliedByUpload(sent, asset, later))
        const next = plan({ bucket: 'studio', observation: later, target, nowMs: NOW, settleMs: 10_000, entry })
        expect(next.kind).not.to.equal('skip')
      }),
    )
  })
})
