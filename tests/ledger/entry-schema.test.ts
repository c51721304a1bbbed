import { expect } from 'chai'
import { ENTRY_SCHEMA_VERSION, parseEntry, serializeEntry } from '../../shared/ledger/entry-schema.ts'
import { type Entry, emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'

const address = { resourceType: 'raw', type: 'upload', publicId: 'a' } as const
const full: Entry = {
  key: 'a',
  applied: { state: 'unknown', address, because: 'applied' },
  lease: { token: 't', untilMs: 1 },
  attempt: { token: 't', operation: 'rename', address, deadlineMs: 2 },
  doubt: { untilMs: 3, addresses: [address] },
  orphans: [address],
  deletion: { state: 'withheld', sinceMs: 4, absentSinceMs: 3 },
  failures: { count: 5, code: 'defect', reason: 'r' },
  refused: {
    etag: 'e',
    sizeBytes: 6,
    lastModifiedMs: 7,
    rules: 'd',
    digest: 's',
    code: 'defect',
    reason: 'r',
    atMs: 8,
  },
}

describe('entries in the table', () => {
  for (const [name, entry] of [
    ['empty', emptyEntry('a')],
    ['full', full],
  ] as const) {
    it(`come back as they were: ${name}`, () => expect(parseEntry(serializeEntry(entry))).to.deep.equal(entry))
  }

  it('of version 3 say that an asset was adopted, and not which', () => {
    expect(parseEntry({ ...serializeEntry(full), schema: 3, adopted: true })).to.deep.equal({ ...full, adopted: '' })
  })

  it('that newer code wrote are a reason to wait', () => {
    const newer = { ...serializeEntry(full), schema: ENTRY_SCHEMA_VERSION + 1, applied: { state: 'unheard of' } }
    expect(() => parseEntry(newer))
      .to.throw(TransientError, /schema version/)
      .with.property('kind', 'waiting')
  })

  it('of version 1, which knew no rules, are read', () => {
    const asset = { state: 'asset', address, assetId: 'a', version: 1, content: { etag: 'e', sizeBytes: 1 } }
    const body = { schema: 1, key: 'a', applied: { ...asset, fingerprint: 'f', lastModifiedMs: 1, atMs: 2 } }
    expect(parseEntry(body).applied).to.deep.include({ rules: '', preset: '', ours: { context: [], tags: [] } })
  })

  it('that know their content by its ETag only are read', () => {
    const content = { etag: 'e', sizeBytes: 1 }
    const asset = {
      state: 'asset',
      address,
      assetId: 'a',
      version: 1,
      content,
      fingerprint: 'f',
      rules: 'r',
      preset: '',
    }
    const body = { ...asset, ours: { context: [], tags: [] }, lastModifiedMs: 1, atMs: 2 }
    expect(parseEntry({ schema: 3, key: 'a', applied: body }).applied).to.deep.equal(body)
  })

  it('that are damaged are no entries', () => {
    expect(() => parseEntry({ ...serializeEntry(full), applied: { state: 'asset' } })).to.throw()
  })
})
