import { expect } from 'chai'
import fc from 'fast-check'
import { decodeEventKey, encodeEventKey } from '../../shared/event/key.ts'

describe('event keys', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a space as +', 'a+b.jpg', 'a b.jpg'],
    ['a plus as %2B', 'a%2Bb.jpg', 'a+b.jpg'],
    ['an at sign', 'a%40b.jpg', 'a@b.jpg'],
    ['UTF-8', 'shoot/%C3%BC%F0%9F%98%80.jpg', 'shoot/ü😀.jpg'],
    ['a percent sign', '100%25.jpg', '100%.jpg'],
    ['reserved characters', '%26%23%3F%28%29.JPG', '&#?().JPG'],
  ]
  for (const [name, encoded, key] of cases) {
    it(`decodes ${name}`, () => expect(decodeEventKey(encoded)).to.equal(key))
  }

  for (const broken of ['%zz', '%', '%E0%A4', 'a%C3']) {
    it(`says that ${broken} is broken`, () => expect(decodeEventKey(broken)).to.equal(undefined))
  }

  it('encodes as S3 does', () => {
    expect(encodeEventKey("a b+c/ü&#?'(!)*.JPG")).to.equal('a+b%2Bc/%C3%BC%26%23%3F%27%28%21%29%2A.JPG')
  })

  it('comes back unchanged, whatever the key', () => {
    const keys = fc.string({ unit: 'grapheme', minLength: 1 }).filter((key) => key.isWellFormed())
    fc.assert(fc.property(keys, (key) => decodeEventKey(encodeEventKey(key)) === key))
  })
})
