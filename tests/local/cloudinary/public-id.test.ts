import { expect } from 'chai'
import { faultOfPublicId, keptPublicId } from '../../../local/cloudinary/public-id.ts'

describe('public ids', () => {
  const good = [
    ...['a', 'a/b/c', 'a b', 'a.jpg', 'ü/日本', "it's", 'a,b;c=d@e!', 'v1x/a', 'v/a', 'imagesque/a', '😀'],
    ...['？＆＃＼％＜＞＋', 'x'.repeat(255), `${'x'.repeat(300)}/${'y'.repeat(255)}`, '😀'.repeat(255)],
  ]
  for (const id of good) {
    it(`may be ${id.slice(0, 40)}`, () => expect(faultOfPublicId(id)).to.equal(undefined))
  }

  const bad = [
    ...['', ' a', 'a ', '/a', 'a/', 'a?b', 'a&b', 'a#b', 'a\\b', 'a%b', 'a<b', 'a>b', 'a+b', 'a\nb', 'a\tb'],
    ...['v1/a', 'a/v123/b', 'a/v1', 'images/a', 'a/videos'],
  ]
  for (const id of bad) {
    it(`may not be ${JSON.stringify(id)}`, () => {
      expect(faultOfPublicId(id)).to.equal(`public_id (${id}) is invalid`)
    })
  }

  it('come back with _ in place of what the account replaces', () => {
    expect(keptPublicId('a(1)/b😀(2)', '()😀')).to.equal('a_1_/b__2_')
    expect(keptPublicId('a(1)', '')).to.equal('a(1)')
  })

  it('may not be longer than 255 characters in the last segment', () => {
    expect(faultOfPublicId(`a/${'x'.repeat(256)}`)).to.match(/is too long/)
  })

  it('may not be longer than 255 characters as a whole, where the account says so', () => {
    const [most, more] = [`${'x'.repeat(127)}/${'y'.repeat(127)}`, `${'x'.repeat(127)}/${'y'.repeat(128)}`]
    expect(faultOfPublicId(most, 'whole')).to.equal(undefined)
    expect(faultOfPublicId(more, 'whole')).to.match(/is too long/)
    expect(faultOfPublicId(more)).to.equal(undefined)
  })
})
