import { expect } from 'chai'
import { attributesOf } from '../../shared/rules/attributes.ts'
import { desiredAsset } from '../../shared/rules/desired-asset.ts'
import type { MirrorConfig, RuleOptions } from '../../shared/rules/schema.ts'
import { ValueFault } from '../../shared/rules/values.ts'
import { desired, matched, observed } from './fixtures.ts'

const KEY = 'shoot/a.jpg'
const object = observed({
  metadata: { alt: 'A boat', credit: '', source_key: 'forged' },
  tags: { Keywords: 'sea/sun', Rating: '4', Release: 'internal', Day: '2026-02-30' },
  lastModifiedMs: Date.UTC(2026, 10, 24, 12),
})
const attributes = (defaults: RuleOptions, config: MirrorConfig = {}) =>
  desired(KEY, object, { ...config, defaults }).attributes

describe('attributes', () => {
  it('are the source identity and the place, and no more, by the defaults', () => {
    expect(attributes({})).to.deep.equal({
      context: {
        source_bucket: 'studio',
        source_key: KEY,
        source_etag: 'e1',
        source_last_modified: '2026-11-24T12:00:00.000Z',
      },
      placement: { assetFolder: 'shoot', displayName: 'a.jpg' },
    })
  })

  const cases: readonly (readonly [string, RuleOptions, object])[] = [
    [
      'tags that are given and read, once each',
      { tags: ['press', 'sun'], tagsFrom: ['tag:Keywords'] },
      { tags: ['press', 'sea', 'sun'] },
    ],
    ['no tags where the object has none', { tagsFrom: ['tag:Missing'] }, { tags: [] }],
    [
      'an integer',
      { structuredMetadata: { r: { from: 'tag:Rating', type: 'integer' } } },
      { structuredMetadata: { r: 4 } },
    ],
    [
      'a set of IDs',
      { structuredMetadata: { k: { from: 'tag:Keywords', type: 'set', values: { sea: 'id1', sun: 'id2' } } } },
      { structuredMetadata: { k: ['id1', 'id2'] } },
    ],
    [
      'the upload date of the source',
      { structuredMetadata: { d: { from: 'source:lastModified', type: 'date' } } },
      { structuredMetadata: { d: '2026-11-24' } },
    ],
    [
      'an empty text that takes a missing value away',
      { structuredMetadata: { r: { from: 'tag:Missing', type: 'integer' } } },
      { structuredMetadata: { r: '' } },
    ],
  ]
  for (const [name, options, expected] of cases) {
    it(`have ${name}`, () => expect(attributes(options)).to.deep.include(expected))
  }

  it('have context that is given, read and copied, and never another source identity', () => {
    const { context } = attributes({
      context: { credit: 'unknown' },
      contextFrom: { '*': 'metadata:*', stars: 'tag:Rating' },
    })
    expect(context).to.include({ credit: 'unknown', alt: 'A boat', stars: '4', source_key: KEY })
  })

  it('place an asset, for accounts with dynamic folders, unless the rules say that they are fixed', () => {
    const place = { assetFolder: 'shoot', displayName: 'a.jpg' }
    expect(desired(KEY, object).attributes.placement).to.deep.equal(place)
    expect(desired(KEY, object, { folders: 'dynamic' }).attributes.placement).to.deep.equal(place)
    expect(desired(KEY, object, { folders: 'fixed' }).attributes).to.not.have.property('placement')
    const moved = desired(KEY, object, { sources: [{ folder: 'studio' }] })
    expect(moved.attributes.placement).to.deep.equal({ ...place, assetFolder: 'studio/shoot' })
  })

  const access: RuleOptions = {
    accessBy: {
      from: 'tag:Release',
      values: { internal: { type: 'authenticated' } },
      otherwise: { accessControl: [{ access_type: 'token' }] },
    },
  }
  it('and the address follow what a tag says of access', () => {
    expect(desired(KEY, object, { defaults: access })).to.have.nested.property('address.type', 'authenticated')
    const open = desired(KEY, observed(), { defaults: access })
    expect(open.address.type).to.equal('upload')
    expect(open.attributes.accessControl).to.deep.equal([{ access_type: 'token' }])
  })

  const faults: readonly (readonly [string, RuleOptions, RegExp])[] = [
    [
      'a word for an integer',
      { structuredMetadata: { r: { from: 'tag:Keywords', type: 'integer' } } },
      /a whole number in tag:Keywords, found "sea\/sun"/,
    ],
    [
      'a day that is none',
      { structuredMetadata: { d: { from: 'tag:Day', type: 'date' } } },
      /a date such as 2026-11-24 in tag:Day/,
    ],
    [
      'a value that is not in the list',
      { structuredMetadata: { k: { from: 'tag:Keywords', type: 'set', values: { sea: 'id1' } } } },
      /one of sea in tag:Keywords, found "sun"/,
    ],
  ]
  for (const [name, defaults, reason] of faults) {
    it(`are not made of ${name}`, () => {
      const facts = { bucket: 'studio', key: KEY, object }
      const fault = attributesOf(matched(KEY, { defaults }), facts)
      expect(fault).to.be.instanceOf(ValueFault).with.property('reason').that.matches(reason)
      expect(desiredAsset(matched(KEY, { defaults }), facts)).to.have.property('code', 'metadata')
    })
  }
})
