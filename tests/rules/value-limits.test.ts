import { expect } from 'chai'
import fc from 'fast-check'
import {
  faultOfAssetFolder,
  faultOfDisplayName,
  faultOfTags,
  faultOfWholeContext,
} from '../../local/cloudinary/parameters/limits.ts'
import { desiredAsset } from '../../shared/rules/desired-asset.ts'
import { encodeDisplayName, encodeFolder } from '../../shared/rules/public-id.ts'
import type { RuleOptions } from '../../shared/rules/schema.ts'
import { expectedContextName, expectedContextValue, expectedTag } from '../../shared/rules/value-limits.ts'
import { desired, matched, observed } from './fixtures.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
  fc.string({ unit: fc.constantFrom(...' ?&#\\%<>+,/.\t\n＆％0Aa'), maxLength: 1100, size: 'max' }),
)

describe('values that come from a key', () => {
  const placed: readonly (readonly [string, string, string])[] = [
    ['R&D/a.jpg', 'R＆D', 'a.jpg'],
    ['50% off/a.jpg', '50％ off', 'a.jpg'],
    ['C++/a.jpg', 'C＋＋', 'a.jpg'],
    ['shoot #3/a#1.jpg', 'shoot ＃3', 'a#1.jpg'],
    [' lead/ a.jpg', '％20lead', ' a.jpg'],
    ['trail /in /a.jpg', 'trail％20/in％20', 'a.jpg'],
    ['tab\there.jpg', '', 'tab％09here.jpg'],
    ['50% & more/100% ＋.jpg', '50％ ＆ more', '100% ＋.jpg'],
    ['Icon\r', '', 'Icon％0D'],
    ['images/v1/videos.jpg', 'images/v1', 'videos.jpg'],
    ['a//b.jpg', 'a％2F', 'b.jpg'],
    [`${'x'.repeat(200)}/${'y'.repeat(54)}/z/a.jpg`, `${'x'.repeat(200)}/${'y'.repeat(54)}`, 'a.jpg'],
    [`${'x'.repeat(200)}/${'y'.repeat(55)}/a.jpg`, 'x'.repeat(200), 'a.jpg'],
    [`${'&'.repeat(256)}/b/a.jpg`, '', 'a.jpg'],
  ]
  for (const [key, assetFolder, displayName] of placed) {
    it(`show ${JSON.stringify(key).slice(0, 30)} in "${assetFolder.slice(0, 20)}" as ${displayName}`, () => {
      const { placement } = desired(key).attributes
      expect(placement).to.deep.equal({ assetFolder, displayName })
    })
  }

  it('are folders and names that Cloudinary takes', () => {
    fc.assert(
      fc.property(text, (path) => {
        expect(faultOfAssetFolder(encodeFolder(path))).to.equal(undefined)
        expect(faultOfDisplayName(encodeDisplayName(path))).to.equal(undefined)
      }),
      { numRuns: 1000 },
    )
  })

  it('make an object impossible where Cloudinary could not be told its key', () => {
    const folders = `${'\u0001'.repeat(80)}/`.repeat(5)
    for (const [name, code] of [
      ['\u0001'.repeat(10), 'public-id'],
      ['a', undefined],
    ] as const) {
      const key = `${folders.slice(0, name === 'a' ? 300 : undefined)}${name}`
      const facts = { bucket: 'studio', key, object: observed() }
      const result = desiredAsset(matched(key), facts)
      expect('code' in result ? result.code : undefined).to.equal(code)
      if ('code' in result)
        expect(result.reason).to.match(/at most 1024 characters as .* source_key, this one has 1235/)
    }
  })
})

describe('values that come from tags and metadata', () => {
  const object = observed({
    metadata: { tab: 'a\tb', long: 'x'.repeat(1025), lines: 'a\nb', blank: ' ', most: 'ü'.repeat(1024) },
    tags: { Long: `sea/${'x'.repeat(256)}`, ' edge': 'v', Good: 'sea/sun' },
  })
  const facts = { bucket: 'studio', key: 'a.jpg', object }
  const resultOf = (defaults: RuleOptions) => desiredAsset(matched('a.jpg', { defaults }), facts)

  const faults: readonly (readonly [string, RuleOptions, string])[] = [
    [
      'a control character',
      { contextFrom: { alt: 'metadata:tab' } },
      'expected no control characters but newlines in metadata:tab, found "a\\tb"',
    ],
    [
      'too many characters',
      { contextFrom: { alt: 'metadata:long' } },
      `expected at most 1024 characters in metadata:long, found "${'x'.repeat(80)}..." (1025 characters)`,
    ],
    [
      'a faulty value among all',
      { contextFrom: { '*': 'metadata:*' } },
      'expected no control characters but newlines in metadata:tab, found "a\\tb"',
    ],
    [
      'a name with a space at its end',
      { contextFrom: { '*': 'tag:*' } },
      'expected a name without commas and control characters, and without spaces at its ends in tag: edge, found " edge"',
    ],
    [
      'a tag that is too long',
      { tagsFrom: ['tag:Long'] },
      `expected a tag of 1 to 255 characters in tag:Long, found "${'x'.repeat(80)}..." (256 characters)`,
    ],
  ]
  for (const [name, options, reason] of faults) {
    it(`refuse the object for ${name}`, () => expect(resultOf(options)).to.deep.equal({ code: 'metadata', reason }))
  }

  it('refuse the object for too many tags and too much context', () => {
    const many = Array.from({ length: 990 }, (_, index) => `n${index}`)
    const context = Object.fromEntries(many.map((name) => [name, 'v']))
    expect(resultOf({ context })).to.not.have.property('code')
    const more = { context, contextFrom: { more: 'tag:Good' } }
    expect(resultOf(more)).to.have.property('reason', 'expected at most 990 values in context, found "991"')
    const tags = Array.from({ length: 999 }, (_, index) => `n${index}`)
    const tagged = resultOf({ tags, tagsFrom: ['tag:Good'] })
    expect(tagged).to.have.property('reason', 'expected at most 1000 tags in tags, found "1001"')
  })

  it('are left out where they are empty, and taken as they are where Cloudinary takes them', () => {
    const { context } = desired('a.jpg', object, {
      defaults: {
        context: { blank: 'by rule' },
        contextFrom: { blank: 'metadata:blank', lines: 'metadata:lines', most: 'metadata:most', none: 'tag:None' },
      },
    }).attributes
    expect(context).to.include({ blank: 'by rule', lines: 'a\nb', most: 'ü'.repeat(1024) })
    expect(context).to.not.have.any.keys('none')
  })

  it('are never such as Cloudinary refuses', () => {
    fc.assert(
      fc.property(text, (value) => {
        if (expectedContextValue(value) === undefined) expect(faultOfWholeContext({ k: value })).to.equal(undefined)
        if (expectedContextName(value) === undefined) expect(faultOfWholeContext({ [value]: 'v' })).to.equal(undefined)
        if (expectedTag(value) === undefined) expect(faultOfTags([value])).to.equal(undefined)
      }),
      { numRuns: 1000 },
    )
  })
})
