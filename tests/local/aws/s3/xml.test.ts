import { expect } from 'chai'
import fc from 'fast-check'
import { element, parseXml } from '../../../../local/aws/s3/xml.ts'

describe('XML of the local S3', () => {
  it('comes back unchanged, whatever text is written', () => {
    // XML has no way to write the other control characters.
    const aText = fc
      .string({ unit: 'binary' })
      .filter((text) => !/[^\t\n\r\u{20}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text))
    fc.assert(fc.property(aText, (text) => parseXml(element('Key', text))?.text === text))
  })

  it('has elements by their local names, with references, CDATA and comments resolved', () => {
    const document =
      '<?xml version="1.0"?>\n<s:a xmlns:s="urn:s"><s:b> &lt;&#xA;&#128512;<![CDATA[<c>]]><!-- d --> </s:b></s:a>'
    const b = { name: 'b', text: ' <\n😀<c> ', children: [] }
    expect(parseXml(document)).to.deep.equal({ name: 'a', text: '', children: [b] })
  })

  const malformed = {
    'no document': '',
    text: 'not XML',
    'an open element': '<a><b></b>',
    'a mismatched tag': '<a></b>',
    'two documents': '<a/><b/>',
    'text behind the document': '<a/>x',
    'an unknown entity': '<a>&nbsp;</a>',
    'an entity of its own': '<!DOCTYPE a [<!ENTITY x "yyy">]><a>&x;</a>',
    'a character that XML has not': '<a>&#x1;</a>',
  }
  for (const [name, document] of Object.entries(malformed)) {
    it(`is refused with ${name}`, () => expect(parseXml(document)).to.equal(undefined))
  }
})
