import { expect } from 'chai'
import { parseContext, parseMetadata } from '../../../local/cloudinary/key-values.ts'

describe('names with values', () => {
  const contexts: [string, Record<string, string>][] = [
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1|b=2', { a: '1', b: '2' }],
    ['a=1|a=2', { a: '2' }],
    ['a=', { a: '' }],
    ['a', { a: '' }],
    ['|a=1||', { a: '1' }],
    ['a=x=y', { a: 'x=y' }],
    ['a=x\\=y\\|z\\\\', { a: 'x=y|z\\' }],
    ['a=x\\\\|b=2', { a: 'x\\', b: '2' }],
    ['a\\=b=1', { 'a=b': '1' }],
    ['a=ends with \\', { a: 'ends with \\' }],
    ['a="quoted", and ü\nline', { a: '"quoted", and ü\nline' }],
    ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
  ]
  for (const [text, expected] of contexts) {
    it(`reads the context ${JSON.stringify(text)}`, () => expect(parseContext(text)).to.deep.equal(expected))
  }

  const metadata: [string, object][] = [
    ['a=1|b=["x","y"]', { a: '1', b: ['x', 'y'] }],
    ['a=["x\\=1","y\\|z"]', { a: ['x=1', 'y|z'] }],
    ['a=["say \\"hi\\""]', { a: ['say "hi"'] }],
    ['a=[]', { a: [] }],
    ['a=["x,y"]', { a: ['x,y'] }],
    ['a=["x","y]', { a: ['x'] }],
  ]
  for (const [text, expected] of metadata) {
    it(`reads the metadata ${text}`, () => expect(parseMetadata(text)).to.deep.equal(expected))
  }

  // What looks back at each quote would not come to an end.
  it('reads very long values', () => {
    expect(parseMetadata(`a=["${'\\"'.repeat(500_000)}]`)).to.deep.equal({ a: [] })
  })
})
