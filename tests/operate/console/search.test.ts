import { expect } from 'chai'
import { searchFor } from '../../../operate/console/files.ts'

describe('a search for files', () => {
  const cases: readonly (readonly [text: string, kind: string, prefix: string, found: string, other: string])[] = [
    ['shoot/', 'prefix', 'shoot/', 'shoot/a.jpg', ''],
    ['shoot/*.jpg', 'glob', 'shoot/', 'shoot/a.jpg', 'shoot/a/b.jpg'],
    ['shoot/**/*.jpg', 'glob', 'shoot/', 'shoot/a/b.jpg', 'shoot/a/b.png'],
    ['shoot/a{1,2}.jpg', 'glob', 'shoot/a', 'shoot/a2.jpg', 'shoot/a3.jpg'],
    ['*.tif', 'glob', '', 'shoot/a.tif', 'shoot/a.tiff'],
  ]
  for (const [text, kind, prefix, found, other] of cases) {
    it(`takes ${text} for a ${kind} of keys that begin with ${JSON.stringify(prefix)}`, () => {
      const search = searchFor(text)
      expect([search.kind, search.prefix, search.matches(found)]).to.deep.equal([kind, prefix, true])
      if (other !== '') expect(search.matches(other)).to.equal(false)
      expect(found.startsWith(prefix)).to.equal(true)
    })
  }

  it('finds a text anywhere in a key, whatever its case, where it is asked to', () => {
    const search = searchFor('PHOTO', 'text')
    expect([search.prefix, search.matches('a/my-photo.jpg'), search.matches('a/pho-to.jpg')]).to.deep.equal([
      '',
      true,
      false,
    ])
  })

  it('takes no glob that strangers could make slow', () => {
    expect(() => searchFor('**/a**/b')).to.throw(/expected a glob in which \*\* stands alone .* found/)
  })
})
