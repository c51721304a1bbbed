import { expect } from 'chai'
import { type AppliedAsset, type Entry, emptyEntry } from '../../shared/model/entry.ts'
import type { Observation } from '../../shared/model/observation.ts'
import { plan, type Situation } from '../../shared/plan/plan.ts'
import { refusalDigestOf } from '../../shared/rules/desired-asset.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import { applied, desired, matched, observed } from '../rules/fixtures.ts'

const NOW = 1_000_000
const SETTLE = 10_000
const key = 'shoot/a.jpg'
const address = { resourceType: 'image', type: 'upload', publicId: 'shoot/a' } as const

const object = observed
const asset = (change: Partial<AppliedAsset> = {}): AppliedAsset => applied(desired(key), object(), change)
const entry = (change: Partial<Entry> = {}): Entry => ({ ...emptyEntry(key), applied: asset(), ...change })
const nothing = entry({ applied: { state: 'nothing' } })
const absent: Observation = { state: 'absent' }
const refused = {
  etag: 'e1',
  sizeBytes: 10,
  lastModifiedMs: 5000,
  rules: matched(key).digest,
  digest: refusalDigestOf(matched(key), object()),
  code: 'bad',
  reason: 'bad',
  atMs: 1,
}
const governs = (name: string, config: MirrorConfig = {}) => new Rules(config).matchRule(name)

function planned(of: Partial<Situation>) {
  const situation = { bucket: 'studio', entry: entry(), observation: object(), match: governs(key), nowMs: NOW }
  return plan({ ...situation, settleMs: SETTLE, ...of })
}

describe('planning', () => {
  const cases: readonly (readonly [string, Partial<Situation>, object])[] = [
    ['nothing differs', {}, { kind: 'skip', reason: 'equal' }],
    ['no asset yet', { entry: nothing }, { kind: 'create' }],
    ['other content', { observation: object({ etag: 'e2' }) }, { kind: 'upload', overwrite: true }],
    [
      'the same ETag with another size',
      { observation: object({ sizeBytes: 11 }) },
      { kind: 'upload', overwrite: true },
    ],
    ['another date only', { observation: object({ lastModifiedMs: 9000 }) }, { kind: 'update' }],
    [
      'a fresh object whose ETag is no MD5',
      { observation: object({ etag: 'e2-2', etagIsMd5: false, lastModifiedMs: NOW - 1000 }) },
      { kind: 'wait', untilMs: NOW + 2000 },
    ],
    [
      'the same when its second is surely over',
      { observation: object({ etag: 'e2-2', etagIsMd5: false, lastModifiedMs: NOW - 3000 }) },
      { kind: 'upload', overwrite: true },
    ],
    [
      'a fresh object whose ETag is no MD5, of a key without an asset',
      { entry: nothing, observation: object({ etag: 'e2-2', etagIsMd5: false, lastModifiedMs: NOW - 1000 }) },
      { kind: 'create' },
    ],
    [
      'the same bytes in parts, as the checksum says',
      {
        entry: entry({ applied: asset({ content: { etag: 'e0-3', sizeBytes: 10, checksum: 'sha256:s' } }) }),
        observation: object({ etag: 'e2-2', etagIsMd5: false, checksum: 'sha256:s', lastModifiedMs: NOW - 1000 }),
      },
      { kind: 'update' },
    ],
    ['absent for the first time', { observation: absent }, { kind: 'wait', absentSinceMs: NOW, untilMs: NOW + SETTLE }],
    [
      'absent within the settle window',
      { observation: absent, entry: entry({ deletion: { state: 'absent', absentSinceMs: NOW - 4000 } }) },
      { kind: 'wait', absentSinceMs: NOW - 4000, untilMs: NOW + 6000 },
    ],
    [
      'absent for longer',
      { observation: absent, entry: entry({ deletion: { state: 'absent', absentSinceMs: NOW - SETTLE } }) },
      { kind: 'destroy' },
    ],
    ['absent with the settle window off', { observation: absent, settleMs: 0 }, { kind: 'destroy' }],
    ['absent and no asset', { observation: absent, entry: nothing }, { kind: 'skip' }],
    ['a temporary name', { match: governs('a.jpg.filepart'), entry: nothing }, { kind: 'skip' }],
    ['a folder marker', { match: governs('shoot/'), entry: nothing }, { kind: 'skip' }],
    ['a name that has come to be ignored', { match: governs('a~') }, { kind: 'wait' }],
    [
      'a fresh empty object',
      { observation: object({ sizeBytes: 0, lastModifiedMs: NOW - 1000 }) },
      { kind: 'wait', untilMs: NOW - 1000 + SETTLE },
    ],
    ['an object that stays empty', { observation: object({ sizeBytes: 0 }), entry: nothing }, { kind: 'skip' }],
    ['archived bytes', { observation: object({ archived: true, etag: 'e2' }) }, { kind: 'skip' }],
    [
      'a key without a public ID',
      { match: governs(`${'a'.repeat(300)}.jpg`), entry: nothing },
      { kind: 'refuse', code: 'public-id' },
    ],
    ['refused before', { entry: entry({ applied: { state: 'nothing' }, refused }) }, { kind: 'skip', refused: true }],
    [
      'other content than was refused',
      { entry: entry({ applied: { state: 'nothing' }, refused: { ...refused, etag: 'e0' } }) },
      { kind: 'create' },
    ],
    [
      'the object that was refused, under other rules',
      {
        entry: entry({ applied: { state: 'nothing' }, refused }),
        match: governs(key, { defaults: { tags: ['x'] } }),
      },
      { kind: 'create' },
    ],
    [
      'the object that was refused, with other tags',
      { entry: entry({ applied: { state: 'nothing' }, refused }), observation: object({ tags: { a: 'b' } }) },
      { kind: 'create' },
    ],
    [
      'an unknown state of an own asset',
      { entry: entry({ applied: { state: 'unknown', address, because: 'applied' } }) },
      { kind: 'upload', overwrite: true },
    ],
    [
      'an unknown state of an address that may be someone else`s',
      { entry: entry({ applied: { state: 'unknown', address, because: 'request' } }) },
      { kind: 'upload', overwrite: false },
    ],
    [
      'an asset that the rules now want elsewhere',
      { entry: entry({ applied: asset({ address: { ...address, publicId: 'old' } }) }) },
      { kind: 'move', applied: asset({ address: { ...address, publicId: 'old' } }) },
    ],
    [
      'an asset that is to be of another resource type',
      { entry: entry({ applied: asset({ address: { ...address, resourceType: 'raw' } }) }) },
      { kind: 'upload', overwrite: false },
    ],
    [
      'another upload preset',
      { match: governs(key, { defaults: { uploadPreset: 'small' } }) },
      { kind: 'upload', overwrite: true, reason: 'the upload preset differs' },
    ],
    [
      'other tags by the rules',
      { match: governs(key, { defaults: { tags: ['new'] } }) },
      { kind: 'update', reason: 'the metadata differs' },
    ],
    [
      'rules that differ but want the same',
      { match: governs(key, { defaults: { settleSeconds: 1 } }) },
      { kind: 'skip', rules: matched(key, { defaults: { settleSeconds: 1 } }).digest },
    ],
    [
      'absent, and the rules keep the asset',
      { observation: absent, match: governs(key, { defaults: { onDelete: 'keep' } }) },
      { kind: 'skip' },
    ],
    [
      'absent, and the asset was there before: for a while the object may only have been renamed',
      { observation: absent, entry: entry({ adopted: '' }) },
      { kind: 'wait', absentSinceMs: NOW, untilMs: NOW + SETTLE },
    ],
    [
      'absent for longer, and the asset was there before',
      {
        observation: absent,
        entry: entry({ adopted: '', deletion: { state: 'absent', absentSinceMs: NOW - SETTLE } }),
      },
      { kind: 'skip' },
    ],
    [
      'a file above the size limit',
      { entry: nothing, match: governs(key, { sizeLimits: { image: 9 } }) },
      { kind: 'refuse', code: 'too-large' },
    ],
    [
      'the same under a doubt',
      {
        entry: entry({
          applied: asset({ address: { ...address, publicId: 'old' } }),
          doubt: { untilMs: NOW + 7, addresses: [address] },
        }),
      },
      { kind: 'wait', untilMs: NOW + 7 },
    ],
  ]
  for (const [name, situation, expected] of cases) {
    it(`${name}: ${(expected as { kind: string }).kind}`, () => {
      expect(planned(situation)).to.deep.include(expected)
      expect(planned(situation).reason).to.match(/\S/)
    })
  }
})
