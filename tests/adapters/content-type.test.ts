import { expect } from 'chai'
import { detectResourceType } from '../../shared/adapters/aws/content-type.ts'

const detect = (text: string) => detectResourceType(Buffer.from(text))

describe('the resource type that bytes speak for', () => {
  for (const [name, text, expected] of [
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image'],
    ['an SVG after spaces', '\n\t <svg>', 'image'],
    ['an SVG after a declaration and comments', '<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<svg>', 'image'],
    ['an SVG with a document type', '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>', 'image'],
    ['an SVG whose document type declares entities', '<!DOCTYPE svg [ <!ENTITY a "b>c"> ]><svg>', 'image'],
    ['a page that shows an SVG', '<!doctype html><html><svg></svg></html>', 'raw'],
    ['an element that begins like an SVG', '<svgx>', 'raw'],
    ['a comment that does not end', '<!-- <svg>', 'raw'],
    ['a document type that does not end', '<!DOCTYPE svg [ <svg>', 'raw'],
    ['text', 'svg', 'raw'],
    ['nothing', '', 'raw'],
  ] as const) {
    it(`of ${name} is ${expected}`, async () => expect(await detect(text)).to.equal(expected))
  }

  it('is found in the same number of steps a byte, however hostile the bytes', async () => {
    // Patterns that backtrack take a thousand times as long for each few more of these.
    const hostile = ['<!---->', '<?x?>', '<!-- ', ' \n', '<!DOCTYPE svg [', ']>']
    for (const part of hostile) expect(await detect(part.repeat(2000)), part).to.equal('raw')
  })
})
