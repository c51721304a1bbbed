import { expect } from 'chai'
import { ENTRY_SCHEMA_VERSION, parseEntry } from '../../shared/ledger/entry-schema.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'

const address = { resourceType: 'image', type: 'upload', publicId: 'a' } as const
const elsewhere = { ...address, publicId: 'b' }
const asset = {
  state: 'asset',
  address,
  assetId: 'asset',
  version: 3,
  content: { etag: 'e', sizeBytes: 10 },
  fingerprint: 'f',
  rules: 'r',
  preset: 'p',
  ours: { context: ['source_key'], tags: ['t'] },
  lastModifiedMs: 1,
  atMs: 2,
} as const
const attempt = { token: 't', operation: 'upload', address, deadlineMs: 5 } as const
const made = { address, fingerprint: 'f', rules: 'r', preset: '', ours: { context: [], tags: [] } }
const object = { etag: 'e', sizeBytes: 10, etagIsMd5: false, lastModifiedMs: 4 }
const refused = { etag: 'e', sizeBytes: 1, lastModifiedMs: 2, rules: 'r', code: 'too-large', reason: 'r', atMs: 3 }
const nothing = { state: 'nothing' } as const
const unknown = { state: 'unknown', address } as const

/** A name, what a row of version 2 says beside its key, and the entry that it is today. */
type Case = readonly [string, Readonly<Record<string, unknown>>, Omit<Entry, 'key'>]

const cases: readonly Case[] = [
  ['a key without an asset', { applied: nothing }, { applied: nothing }],
  [
    'one without an asset, whose equal may be there',
    { applied: nothing, looksFirst: true },
    { applied: { state: 'nothing', looksFirst: true } },
  ],
  ['an asset', { applied: asset }, { applied: asset }],
  ['an asset with its MD5', { applied: { ...asset, storedMd5: 'm' } }, { applied: { ...asset, storedMd5: 'm' } }],
  [
    'an own asset that is not known',
    { applied: { ...unknown, owned: true } },
    { applied: { ...unknown, because: 'applied' } },
  ],
  [
    'what a request may have left',
    { applied: { ...unknown, owned: false } },
    { applied: { ...unknown, because: 'request' } },
  ],
  [
    'what a sweep has found',
    { applied: { ...unknown, owned: false }, looksFirst: true },
    { applied: { ...unknown, because: 'found' } },
  ],
  [
    'an own asset that is not known, beside one that was found',
    { applied: { ...unknown, owned: true }, looksFirst: true },
    { applied: { ...unknown, because: 'applied' } },
  ],
  [
    'a lease with its attempt',
    { applied: asset, lease: { token: 't', untilMs: 4 }, attempt },
    { applied: asset, lease: { token: 't', untilMs: 4 }, attempt },
  ],
  [
    'an upload in the background',
    { applied: nothing, attempt, pending: { token: 't', made, object } },
    { applied: nothing, attempt: { ...attempt, background: { made, object: { ...object, isDated: false } } } },
  ],
  [
    'a doubt of version 2',
    { applied: nothing, doubt: { untilMs: 6, addresses: [address, elsewhere] } },
    { applied: nothing, doubt: { untilMs: 6, addresses: [address, elsewhere] } },
  ],
  [
    'a doubt of version 1, which knew one address',
    { applied: nothing, doubt: { untilMs: 6, address } },
    { applied: nothing, doubt: { untilMs: 6, addresses: [address] } },
  ],
  ['orphans', { applied: asset, strays: [elsewhere] }, { applied: asset, orphans: [elsewhere] }],
  [
    'an absence',
    { applied: asset, absentSinceMs: 7 },
    { applied: asset, deletion: { state: 'absent', absentSinceMs: 7 } },
  ],
  [
    'a deletion that is withheld',
    { applied: asset, absentSinceMs: 7, withheldMs: 8 },
    { applied: asset, deletion: { state: 'withheld', sinceMs: 8, absentSinceMs: 7 } },
  ],
  [
    'one that is withheld for a key that waits for another',
    { applied: nothing, withheldMs: 8 },
    { applied: nothing, deletion: { state: 'withheld', sinceMs: 8 } },
  ],
  [
    'a deletion that is approved',
    { applied: asset, absentSinceMs: 7, isAdmitted: true },
    { applied: asset, deletion: { state: 'approved', absentSinceMs: 7 } },
  ],
  [
    'one that was withheld before it was approved',
    { applied: asset, withheldMs: 8, isAdmitted: true },
    { applied: asset, deletion: { state: 'approved' } },
  ],
  [
    'failures',
    { applied: nothing, failures: { count: 3, code: 'defect', reason: 'r' } },
    { applied: nothing, failures: { count: 3, code: 'defect', reason: 'r' } },
  ],
  [
    'a refusal',
    { applied: nothing, refused: { ...refused, circumstances: 'c' } },
    { applied: nothing, refused: { ...refused, digest: 'c' } },
  ],
  [
    'a refusal for what may pass, which had no time to be tried again',
    { applied: nothing, refused: { ...refused, code: 's3-503', circumstances: 'c' } },
    {
      applied: nothing,
      refused: { ...refused, code: 's3-503', digest: 'c', letterMs: 3, retry: { atMs: 3_600_003, times: 1 } },
    },
  ],
  [
    'a refusal for the sake of another key',
    { applied: nothing, refused: { ...refused, code: 'public-id-taken', circumstances: 'c' } },
    {
      applied: nothing,
      refused: { ...refused, code: 'public-id-taken', digest: 'c', letterMs: 3, retry: { atMs: 3_600_003, times: 1 } },
    },
  ],
  [
    'a refusal of version 1, which knew no rules',
    { applied: nothing, refused: { ...refused, rules: undefined } },
    { applied: nothing, refused: { ...refused, rules: '', digest: '' } },
  ],
]

describe('an entry of an older version', () => {
  for (const [name, body, expected] of cases) {
    it(`is read: ${name}`, () => {
      for (const schema of [1, 2]) {
        expect(parseEntry({ schema, key: 'a.jpg', ...body })).to.deep.equal({ key: 'a.jpg', ...expected })
      }
    })
  }

  it('that is damaged is no entry', () => {
    expect(() => parseEntry({ schema: 2, key: 'a.jpg', applied: { state: 'unknown', address } })).to.throw()
    expect(() => parseEntry({ schema: 2, key: '', applied: nothing })).to.throw()
  })
})

describe('an entry of a version that this code does not know', () => {
  for (const schema of [ENTRY_SCHEMA_VERSION + 1, 99, undefined, '3']) {
    it(`is a reason to wait: ${JSON.stringify(schema)}`, () => {
      expect(() => parseEntry({ schema, key: 'a.jpg', applied: nothing }))
        .to.throw(TransientError, `found ${schema}`)
        .and.include({ code: 'newer-schema', kind: 'waiting', effect: 'none' })
    })
  }
})
