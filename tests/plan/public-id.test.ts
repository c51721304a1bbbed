import { expect } from 'chai'
import fc from 'fast-check'
import { publicIdOf } from '../../shared/plan/public-id.ts'
import { resourceTypeOf } from '../../shared/plan/resource-type.ts'

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
    ['README', 'raw', 'README'],
    ['.jpg', 'raw', '.jpg'],
    ['100%<>\\.png', 'image', '100％＜＞＼'],
    ['v1x/a.jpg', 'image', 'v1x/a'],
    ['v1.jpg', 'image', 'v1'],
  ]
  for (const [key, resourceType, publicId] of mapped) {
    it(`maps ${key} to ${resourceType} ${publicId}`, () => {
      expect(resourceTypeOf(key)).to.equal(resourceType)
      expect(publicIdOf(key, resourceTypeOf(key))).to.deep.equal({ publicId })
    })
  }

  const impossible: readonly (readonly [string, RegExp])[] = [
    ['/a.jpg', /empty path segment/],
    ['a//b.jpg', /empty path segment/],
    [' a.jpg', /space/],
    ['a .jpg', /space/],
    ['v12/a.jpg', /"v12"/],
    ['images/a.jpg', /"images"/],
    ['a\nb.jpg', /control/],
    [`${'a'.repeat(256)}.jpg`, /255/],
  ]
  for (const [key, reason] of impossible) {
    it(`says why ${JSON.stringify(key.slice(0, 20))} has none`, () => {
      const result = publicIdOf(key, resourceTypeOf(key))
      expect(result).to.have.property('impossible').that.matches(reason)
    })
  }

  it('never has a character that Cloudinary forbids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const result = publicIdOf(key, resourceTypeOf(key))
        return 'impossible' in result || !/[?&#\\%<>+]/.test(result.publicId)
      }),
    )
  })
})
