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

  for (const broken of ['%zz', '%', '%E0%A4', 'a%C3', '%ED%A0%80', 'a\ud83d.jpg']) {
    it(`says that ${broken} is broken`, () => expect(decodeEventKey(broken)).to.equal(undefined))
  }

  const encodings: readonly (readonly [string, string, string])[] = [
    ['a space', 'red flower.jpg', 'red+flower.jpg'],
    ['a plus', 'a+b.txt', 'a%2Bb.txt'],
    ['a percent sign', '100%.csv', '100%25.csv'],
    ['an at sign', 'a@b', 'a%40b'],
    ['parentheses', 'test_file(3).png', 'test_file%283%29.png'],
    ['a colon', 'test/10:47.log', 'test/10%3A47.log'],
    ['an equals sign', 'dt=2018/_SUCCESS', 'dt%3D2018/_SUCCESS'],
    ['UTF-8', '한글/x.txt', '%ED%95%9C%EA%B8%80/x.txt'],
    ['a tilde', 'a~b', 'a%7Eb'],
    ['quotes and an exclamation mark', `'"!`, '%27%22%21'],
    ['nothing of an asterisk, a hyphen, a dot, an underscore or a slash', '*-._/', '*-._/'],
  ]
  for (const [name, key, encoded] of encodings) {
    it(`encodes ${name} as S3 does`, () => expect(encodeEventKey(key)).to.equal(encoded))
  }

  it('comes back unchanged, whatever the key', () => {
    const keys = fc.string({ unit: 'grapheme', minLength: 1 }).filter((key) => key.isWellFormed())
    fc.assert(fc.property(keys, (key) => decodeEventKey(encodeEventKey(key)) === key))
  })
})
