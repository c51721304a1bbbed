import { expect } from 'chai'
import fc from 'fast-check'
import { messageJson, messageText, printable, visible } from '../../shared/model/plain-text.ts'

const texts = fc.string({ unit: 'binary', maxLength: 20 })
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes))
const OF_SQS = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

describe('text from strangers', () => {
  it('is shown on one line, in the order in which it stands', () => {
    expect(visible('a\n\u001b[2K\u0085\u202eb\u2028')).to.equal('a\\u{a}\\u{1b}[2K\\u{85}\\u{202e}b\\u{2028}')
    fc.assert(fc.property(units, (text) => !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(visible(text))))
  })

  it('is printed as JSON that says the same, and moves nothing on a terminal', () => {
    expect(printable('"\u0085\u202e\u{e0001}"')).to.equal('"\\u0085\\u202e\\udb40\\udc01"')
    fc.assert(
      fc.property(units, (text) => {
        const printed = printable(JSON.stringify({ [text]: text }, null, 2))
        expect(JSON.parse(printed)).to.deep.equal({ [text]: text })
        expect(printed.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      }),
    )
  })

  it('keeps the colours and the lines of who prints it', () => {
    expect(printable('\u001b[31mred\u001b[39m\nnext')).to.equal('\u001b[31mred\u001b[39m\nnext')
  })

  it('is cut between characters for SQS, never within one', () => {
    expect(messageText('a😀b😀', 2)).to.equal('a😀')
    expect(messageText('a\ud83d\0\uffff', 9)).to.equal('a\ufffd\ufffd\ufffd')
    fc.assert(
      fc.property(fc.oneof(texts, units), fc.nat(20), (text, most) => {
        const cut = messageText(text, most)
        expect(cut).to.match(OF_SQS)
        expect([...cut]).to.have.length(Math.min(most, [...text].length))
      }),
    )
  })

  it('is the same JSON for SQS as it was', () => {
    fc.assert(
      fc.property(fc.oneof(texts, units), (text) => {
        const body = messageJson(JSON.stringify({ Records: [text] }))
        expect(body).to.match(OF_SQS)
        expect(JSON.parse(body)).to.deep.equal({ Records: [text] })
      }),
    )
  })
})
