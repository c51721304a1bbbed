import { expect } from 'chai'
import { type Content, contentOf, renameContent, sameContent } from '../../shared/model/content.ts'

const plain = contentOf({ etag: 'm1', etagIsMd5: true, sizeBytes: 1 })
const inParts: Content = { etag: 'p1-2', sizeBytes: 1 }
const crc = 'crc64nvme:c1'

describe('the content of an object', () => {
  it('has the names that S3 tells: its ETag, its checksum, and its MD5 where the ETag is one', () => {
    const object = { etag: 'm1', etagIsMd5: true, sizeBytes: 1, checksum: crc }
    expect(contentOf(object)).to.deep.equal({ etag: 'm1', sizeBytes: 1, checksum: crc, md5: 'm1' })
    expect(contentOf({ ...object, etagIsMd5: false, checksum: undefined })).to.deep.equal({ etag: 'm1', sizeBytes: 1 })
  })

  for (const [name, a, b, isSame] of [
    ['two ETags', inParts, inParts, true],
    ['two ETags with other sizes', inParts, { ...inParts, sizeBytes: 2 }, false],
    ['one checksum under two ETags', { ...inParts, checksum: crc }, { ...plain, checksum: crc }, true],
    ['one checksum with other sizes', { ...plain, checksum: crc }, { ...inParts, checksum: crc, sizeBytes: 2 }, false],
    ['two checksums under one ETag', { ...inParts, checksum: crc }, { ...inParts, checksum: 'crc64nvme:c2' }, false],
    ['checksums of two algorithms', { ...inParts, checksum: crc }, { ...inParts, checksum: 'sha256:s1' }, true],
    [
      'checksums of two algorithms under two ETags',
      { ...inParts, checksum: crc },
      { ...plain, checksum: 'sha256:s' },
      false,
    ],
    ['a checksum on one side', { ...plain, checksum: crc }, plain, true],
    ['an MD5 of an object in parts', { ...inParts, md5: 'm1' }, plain, true],
    [
      'one checksum, and two MD5s: it can be forged',
      { ...plain, checksum: 'crc32:AAAAAA==' },
      { ...plain, etag: 'm2', md5: 'm2', checksum: 'crc32:AAAAAA==' },
      false,
    ],
  ] as const) {
    it(`is ${isSame ? 'the same' : 'another'} by ${name}`, () => {
      expect(sameContent(a, b)).to.equal(isSame)
      expect(sameContent(b, a)).to.equal(isSame)
    })
  }

  it('is named as its object is now, and keeps the MD5 that was known', () => {
    const known = { ...inParts, md5: 'm1', checksum: 'sha256:old' }
    const object = { etag: 'p9-3', etagIsMd5: false, sizeBytes: 1, checksum: crc }
    expect(renameContent(known, object)).to.deep.equal({ etag: 'p9-3', sizeBytes: 1, md5: 'm1', checksum: crc })
  })
})
