import { expect } from 'chai'
import { closenessOf, compareCloseness } from '../../shared/model/key-closeness.ts'

describe('the closeness of two keys', () => {
  for (const [a, b, tail, head] of [
    ['a.jpg', 'a.jpg', 1, 1],
    ['a.jpg', 'b.jpg', 0, 0],
    ['old/7/p.jpg', 'new/7/p.jpg', 2, 0],
    ['old/7/p.jpg', 'old/8/p.jpg', 1, 1],
    ['set/1/a.jpg', 'set/1/b.jpg', 0, 2],
    ['a.jpg', 'x/a.jpg', 1, 0],
    ['a/', 'b/', 1, 0],
  ] as const) {
    it(`${a} and ${b} share ${tail} segments from the end and ${head} from the beginning`, () => {
      expect(closenessOf(a, b)).to.deep.equal({ tail, head })
      expect(closenessOf(b, a)).to.deep.equal({ tail, head })
    })
  }

  it('is by the base name first, then by the folder', () => {
    const keys = ['set/1/b.jpg', 'x/y.jpg', 'other/2/a.jpg', 'set/2/a.jpg', 'old/1/a.jpg', 'set/c.jpg']
    const to = (key: string) => closenessOf(key, 'set/1/a.jpg')
    expect(keys.sort((a, b) => compareCloseness(to(a), to(b)))).to.deep.equal([
      'old/1/a.jpg',
      'set/2/a.jpg',
      'other/2/a.jpg',
      'set/1/b.jpg',
      'set/c.jpg',
      'x/y.jpg',
    ])
  })
})
