import { expect } from 'chai'
import fc from 'fast-check'
import { decodePublicId, encodePublicId } from '../../shared/rules/public-id.ts'
import { resourceTypeOf } from '../../shared/rules/resource-type.ts'
import { desired } from './fixtures.ts'

const paths = fc
  .array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'))
const nasty = fc
  .array(
    fc.constantFrom(...'/?&#\\%<>+ .vＡ？＆＃＼％＜＞＋．０4F', 'v1', 'images', 'e\u0301', '\0', '\n', '\u{1f600}'),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

function publicIdOf(path: string): string {
  const result = encodePublicId(path)
  return 'publicId' in result ? result.publicId : ''
}

describe('public IDs', () => {
  const mapped: readonly (readonly [string, string, string])[] = [
    ['shoot/photo.jpg', 'image', 'shoot/photo'],
    ['shoot/photo.JPG', 'image', 'shoot/photo'],
    ['a b+c/ü&#?.JPG', 'image', 'a b＋c/ü＆＃？'],
    ['film.mp4', 'video', 'film'],
    ['sound.MP3', 'video', 'sound'],
    ['notes.txt', 'raw', 'notes.txt'],
    ['archive.tar.gz', 'raw', 'archive.tar.gz'],
    ['photo.tar.png', 'image', 'photo.tar'],
    ['IMG_1.JPG', 'image', 'IMG_1'],
    ['IMG_1.CR2', 'image', 'IMG_1.CR2'],
    ['shoot/DSC1.nef', 'image', 'shoot/DSC1.nef'],
    ['README', 'raw', 'README'],
    ['..jpg', 'image', '％2E'],
    ['100%<>\\.png', 'image', '100％＜＞＼'],
    ['100%2F.png', 'image', '100％252F'],
    ['v1x/a.jpg', 'image', 'v1x/a'],
    ['v1.jpg', 'image', '％761'],
    ['v12/a.jpg', 'image', '％7612/a'],
    ['images/a.jpg', 'image', '％69mages/a'],
    ['/a.jpg', 'image', '％2Fa'],
    ['a//b.jpg', 'image', 'a/％2Fb'],
    [' a .jpg', 'image', '％20a％20'],
    ['a\nb.jpg', 'image', 'a％0Ab'],
    ['full？.jpg', 'image', 'full％EF％BC％9F'],
  ]
  for (const [key, resourceType, publicId] of mapped) {
    it(`maps ${JSON.stringify(key)} to ${resourceType} ${publicId}`, () => {
      expect(resourceTypeOf(key)).to.equal(resourceType)
      expect(desired(key).address).to.deep.equal({ resourceType, type: 'upload', publicId })
    })
  }

  it('encodes segments of dots, which it has none of', () => {
    expect(encodePublicId('a/../b')).to.deep.equal({ publicId: 'a/％2E./b' })
  })

  it('says why a name that is too long has none', () => {
    expect(encodePublicId('a'.repeat(256)))
      .to.have.property('impossible')
      .that.matches(/255 characters, this one has 256/)
    expect(encodePublicId(`${'a'.repeat(300)}/b`)).to.have.property('publicId')
  })

  for (const [name, arbitrary] of [
    ['any text', paths],
    ['the characters that mean something', nasty],
  ] as const) {
    it(`lead back to the path, so that no two paths share one: ${name}`, () => {
      fc.assert(
        fc.property(arbitrary, (path) => {
          const publicId = publicIdOf(path)
          return publicId === '' || decodePublicId(publicId) === path
        }),
        { numRuns: 2000 },
      )
    })

    it(`are such as Cloudinary takes: ${name}`, () => {
      fc.assert(
        fc.property(arbitrary, (path) => {
          const publicId = publicIdOf(path)
          const segments = publicId.split('/')
          const isReserved = segments.some((segment) => /^(v\d+|images|videos|\.\.?)$/.test(segment))
          return path === '' || !(isReserved || /[?&#\\%<>+\p{Cc}]|^[\s/]|[\s/]$|\/\//u.test(publicId))
        }),
        { numRuns: 2000 },
      )
    })
  }

  it('keep files of one stem apart where the rules say so', () => {
    const config = { defaults: { extension: 'apart' } } as const
    const ids = ['a.jpg', 'a.png', 'a.JPG', 'a', 'a．jpg.png'].map(
      (key) => desired(key, undefined, config).address.publicId,
    )
    expect(ids).to.deep.equal(['a．jpg', 'a．png', 'a．JPG', 'a', 'a％EF％BC％8Ejpg．png'])
    expect(decodePublicId('a．jpg')).to.equal('a.jpg')
  })

  it('keep what a camera writes as a pair apart, unless the rules say otherwise', () => {
    const ids = (extension?: 'strip' | 'apart') =>
      ['IMG_1.DNG', 'IMG_1.jpg'].map((key) => desired(key, undefined, extension && { defaults: { extension } }))
    expect(ids().map(({ address }) => address.publicId)).to.deep.equal(['IMG_1.DNG', 'IMG_1'])
    expect(ids('strip').map(({ address }) => address.publicId)).to.deep.equal(['IMG_1', 'IMG_1'])
    expect(ids('apart').map(({ address }) => address.publicId)).to.deep.equal(['IMG_1．DNG', 'IMG_1．jpg'])
  })

  it('keep the extension, or are normalised, where the rules say so', () => {
    expect(desired('a.jpg', undefined, { defaults: { extension: 'keep' } }).address.publicId).to.equal('a.jpg')
    expect(desired('e\u0301.jpg', undefined, { defaults: { unicode: 'NFC' } }).address.publicId).to.equal('\u00e9')
    expect(desired('e\u0301.jpg').address.publicId).to.equal('e\u0301')
  })
})
