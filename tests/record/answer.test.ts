import { expect } from 'chai'
import type { AccessRule } from '../../shared/model/attributes.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import { appliedByUpdate, appliedByUpload, madeBy } from '../../shared/record/answer.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'

const key = 'a.jpg'
const object = observed({ versionId: 'v1' })
const wanted = desired(key, object, { defaults: { tags: ['t'], uploadPreset: 'small' } })
const verbatim = desired(key, object)
const { address } = verbatim
const stored: StoredAsset = {
  address,
  assetId: 'asset',
  version: 7,
  md5: 'e1',
  sizeBytes: 10,
  context: {},
  tags: [],
  accessControl: undefined,
}
const unknown = { state: 'unknown', address, because: 'applied' }

describe('what an asset was made of', () => {
  it('is its address, its digests, its preset, and which attributes are ours', () => {
    const { fingerprint, rules } = wanted
    const ours = { context: Object.keys(wanted.attributes.context), tags: ['t'] }
    expect(madeBy(wanted)).to.deep.equal({ address, fingerprint, rules, preset: 'small', ours })
    expect(ours.context).to.include('source_key')
  })

  it('is without tags and preset where the rules know none', () => {
    expect(madeBy(verbatim)).to.deep.include({ preset: '' }).and.to.have.nested.property('ours.tags').that.is.empty
  })
})

describe('the answer to an upload', () => {
  const sent = { made: madeBy(verbatim), object: { ...object, isDated: true }, atMs: 9 }

  it('says which asset there is, of what, and when', () => {
    expect(appliedByUpload(sent, stored, object)).to.deep.equal({
      state: 'asset',
      ...madeBy(verbatim),
      assetId: 'asset',
      version: 7,
      content: { etag: 'e1', sizeBytes: 10, md5: 'e1' },
      storedMd5: 'e1',
      lastModifiedMs: object.lastModifiedMs,
      atMs: 9,
    })
  })

  it('has no MD5 where Cloudinary tells none', () => {
    expect(appliedByUpload(sent, { ...stored, md5: undefined }, object)).not.to.have.property('storedMd5')
  })

  it('leaves an own asset unknown where nobody can tell what was stored', () => {
    const inParts = { ...sent, object: { ...object, isDated: true, etagIsMd5: false } }
    expect(appliedByUpload(inParts, stored, undefined)).to.deep.equal(unknown)
  })
})

describe('the answer to an update', () => {
  const before = applied(verbatim, object, { fingerprint: 'before', preset: 'old', storedMd5: 'e1' })
  const sent = { made: madeBy(wanted), object: { ...object, isDated: true }, atMs: 9 }
  const token: readonly AccessRule[] = [{ access_type: 'token' }]
  const dated = (start: string): readonly AccessRule[] => [{ access_type: 'anonymous', start }]
  const withAccess = (accessControl: readonly AccessRule[]) => {
    return { ...wanted, attributes: { ...wanted.attributes, accessControl } }
  }
  const update = (asset: Partial<StoredAsset> = {}, of = wanted, known = before) =>
    appliedByUpdate(sent, { ...stored, ...asset }, known, of)

  it('says which attributes there are now, and nothing new of the bytes and their preset', () => {
    const { fingerprint, rules, ours } = madeBy(wanted)
    const { lastModifiedMs } = object
    const now = { fingerprint, rules, ours, version: 7, lastModifiedMs, atMs: 9 }
    expect(update()).to.deep.equal({ ...before, ...now })
  })

  it('names the bytes as the object does now, and forgets no MD5 of theirs', () => {
    const known = { ...before, content: { etag: 'e0-2', sizeBytes: 10, md5: 'm', checksum: 'crc64nvme:c' } }
    const { etagIsMd5: _, ...copy } = { ...object, etag: 'e9-3', checksum: 'crc64nvme:c' }
    const renamed = { ...sent, object: { ...copy, etagIsMd5: false, isDated: true } }
    const content = { etag: 'e9-3', sizeBytes: 10, md5: 'm', checksum: 'crc64nvme:c' }
    expect(appliedByUpdate(renamed, { ...stored, md5: 'e1' }, known, wanted)).to.deep.include({ content })
  })

  it('shows bytes that someone has replaced: they are unknown', () => {
    expect(update({ md5: 'theirs' })).to.deep.equal(unknown)
  })

  for (const [name, asset, storedMd5] of [
    ['the answer has no MD5', { md5: undefined }, 'e1'],
    ['none was known before', { md5: 'any' }, undefined],
  ] as const) {
    it(`cannot show that where ${name}`, () => {
      const { storedMd5: _, ...rest } = before
      const known = storedMd5 === undefined ? rest : { ...rest, storedMd5 }
      expect(update(asset, wanted, known).state).to.equal('asset')
    })
  }

  const access: readonly (readonly [string, readonly AccessRule[], readonly AccessRule[] | undefined, string])[] = [
    ['the same', token, token, 'asset'],
    ['a date that is written otherwise', dated('2026-01-01T00:00:00Z'), dated('2026-01-01T00:00:00.000Z'), 'asset'],
    ['another date', dated('2026-01-01T00:00:00Z'), dated('2026-01-02T00:00:00Z'), 'unknown'],
    ['none', token, undefined, 'unknown'],
    ['an empty one', token, [], 'unknown'],
    ['another', token, dated('2026-01-01T00:00:00Z'), 'unknown'],
    ['another key of the token', token, [{ access_type: 'token', key: 'k' }], 'unknown'],
    ['one more', token, [...token, ...dated('2026-01-01T00:00:00Z')], 'unknown'],
  ]
  for (const [name, asked, told, state] of access) {
    it(`is ${state} with this access control in place of what was asked for: ${name}`, () => {
      expect(update({ accessControl: told }, withAccess(asked)).state).to.equal(state)
    })
  }

  it('does not look at the access where the rules ask for none', () => {
    expect(update({ accessControl: token }).state).to.equal('asset')
  })
})
