import { expect } from 'chai'
import type { Content } from '../../shared/model/content.ts'
import type { Made } from '../../shared/model/entry.ts'
import type { Observation } from '../../shared/model/observation.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import { storedContent } from '../../shared/record/stored-content.ts'
import { observed } from '../rules/fixtures.ts'
import { image } from '../support/world.ts'

const made: Made = { address: image('a'), fingerprint: 'f', rules: 'r', preset: '', ours: { context: [], tags: [] } }
const transformed = { ...made, preset: 'small' }
const asset: StoredAsset = {
  address: image('a'),
  assetId: 'asset',
  version: 1,
  md5: 'stored',
  sizeBytes: 12,
  context: {},
  tags: [],
  accessControl: undefined,
}
const withoutMd5 = { ...asset, md5: undefined }
const plain = observed()
const inParts = observed({ etag: 'e1-2', etagIsMd5: false, sizeBytes: 12 })
const versioned = observed({ etag: 'e1-2', etagIsMd5: false, sizeBytes: 12, versionId: 'v1' })
const absent: Observation = { state: 'absent' }

interface Situation {
  readonly made?: Made
  readonly asset?: StoredAsset
  readonly object: ReturnType<typeof observed>
  readonly after: Observation | undefined
  readonly isDated?: boolean
  readonly isPinned?: true
}

const known: readonly (readonly [string, Situation, Content])[] = [
  ['what the answer`s MD5 says', { object: plain, after: plain }, { etag: 'stored', sizeBytes: 12, md5: 'stored' }],
  [
    'that, where S3 does not answer any more',
    { object: plain, after: undefined },
    { etag: 'stored', sizeBytes: 12, md5: 'stored' },
  ],
  [
    'that, where the object is gone',
    { object: plain, after: absent },
    { etag: 'stored', sizeBytes: 12, md5: 'stored' },
  ],
  [
    'that of an object that has not changed, without an MD5',
    { asset: { ...withoutMd5, sizeBytes: 10 }, object: plain, after: plain },
    { etag: 'e1', sizeBytes: 10, md5: 'e1' },
  ],
  [
    'that of an unchanged object that the account has altered, where no other write can hide behind its date',
    { object: plain, after: plain, isDated: true },
    { etag: 'e1', sizeBytes: 10, md5: 'e1' },
  ],
  [
    'what the answer`s MD5 says of a version that the request did not name: others may have come and gone',
    { object: { ...plain, versionId: 'v1' }, after: { ...plain, versionId: 'v1' }, isDated: true },
    { etag: 'stored', sizeBytes: 12, md5: 'stored' },
  ],
  [
    'that of a named version that the account has altered',
    { object: { ...plain, versionId: 'v1' }, after: { ...plain, versionId: 'v1' }, isDated: true, isPinned: true },
    { etag: 'e1', sizeBytes: 10, md5: 'e1' },
  ],
  [
    'that of one in parts that the account has altered',
    { object: { ...inParts, sizeBytes: 13 }, after: { ...inParts, sizeBytes: 13 }, isDated: true },
    { etag: 'e1-2', sizeBytes: 13 },
  ],
  [
    'that of one in parts that has not changed, whose MD5 then is that of what was stored',
    { object: inParts, after: inParts },
    { etag: 'e1-2', sizeBytes: 12, md5: 'stored' },
  ],
  [
    'that of one in parts of which S3 tells a checksum',
    { object: { ...inParts, checksum: 'crc64nvme:c' }, after: inParts },
    { etag: 'e1-2', sizeBytes: 12, md5: 'stored', checksum: 'crc64nvme:c' },
  ],
  [
    'that of one in parts that a preset has transformed, whose MD5 nobody knows',
    { made: transformed, object: inParts, after: inParts },
    { etag: 'e1-2', sizeBytes: 12 },
  ],
  [
    'that of an object that a preset has transformed',
    { made: transformed, object: plain, after: plain },
    { etag: 'e1', sizeBytes: 10, md5: 'e1' },
  ],
]

const notKnown: readonly (readonly [string, Situation])[] = [
  ['another ETag', { object: inParts, after: { ...inParts, etag: 'e2-2' } }],
  ['another date', { object: inParts, after: { ...inParts, lastModifiedMs: 6000 } }],
  ['another version', { object: versioned, after: { ...versioned, versionId: 'v2' }, isPinned: true }],
  ['a version that the request did not name', { object: versioned, after: versioned }],
  ['no object any more', { object: inParts, after: absent }],
  ['no answer of S3', { object: inParts, after: undefined }],
  ['a preset, and another ETag', { made: transformed, object: plain, after: { ...plain, etag: 'e2' } }],
  ['no MD5, and another ETag', { asset: withoutMd5, object: plain, after: { ...plain, etag: 'e2' } }],
]

function contentOf({ object, after, isDated = false, isPinned, ...of }: Situation) {
  return storedContent(
    { made: of.made ?? made, object: { ...object, isDated, ...(isPinned && { isPinned }) }, atMs: 1 },
    of.asset ?? asset,
    after,
  )
}

describe('the content that was stored is', () => {
  for (const [name, situation, expected] of known) {
    it(name, () => expect(contentOf(situation)).to.deep.equal(expected))
  }

  for (const [name, situation] of notKnown) {
    it(`not known with ${name}`, () => expect(contentOf(situation)).to.equal(undefined))
  }
})
