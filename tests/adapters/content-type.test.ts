import { expect } from 'chai'
import { detectResourceType } from '../../shared/adapters/aws/content-type.ts'

const detect = (bytes: string | Buffer, key = 'any') => detectResourceType(Buffer.from(bytes), key)

describe('the resource type that bytes speak for', () => {
  for (const [name, text, expected] of [
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image'],
    ['an SVG after spaces', '\n\t <svg>', 'image'],
    ['an SVG after a declaration and comments', '<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<svg>', 'image'],
    ['an SVG with a document type', '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>', 'image'],
    ['an SVG whose document type declares entities', '<!DOCTYPE svg [ <!ENTITY a "b>c"> ]><svg>', 'image'],
    [
      'an SVG whose document type declares all kinds of things',
      `<!DOCTYPE svg [\n<!-- ]> it's -->\n<!ENTITY ns "http://x/]>">\n<!ATTLIST svg a CDATA '"'>\n<?p ]> ?>\n]>\n<svg>`,
      'image',
    ],
    ['an SVG with a byte order mark and a prefix', '\ufeff<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', 'image'],
    ['a page that shows an SVG', '<!doctype html><html><svg></svg></html>', 'raw'],
    ['an element that begins like an SVG', '<svgx>', 'raw'],
    ['a comment that does not end', '<!-- <svg>', 'raw'],
    ['a document type that does not end', '<!DOCTYPE svg [ <svg>', 'raw'],
    ['text', 'svg', 'raw'],
    ['nothing', '', 'raw'],
    ['a quote that does not end', '<!DOCTYPE svg [ <!ENTITY a "> ]><svg>', 'raw'],
  ] as const) {
    it(`of ${name} is ${expected}`, async () => expect(await detect(text)).to.equal(expected))
  }

  const mp4 = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex')
  const transport = Buffer.alloc(188 * 10)
  for (let at = 0; at < transport.length; at += 188) transport[at] = 0x47
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const zip = Buffer.from('504b03041400000000000000', 'hex')
  const asf = Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex')
  const typescript = 'export const answer: number = 42\n'
  for (const [name, bytes, key, expected] of [
    ['TypeScript', typescript, 'code.ts', 'raw'],
    ['TypeScript as a module', typescript, 'code.mts', 'raw'],
    ['TypeScript with letters where a stream has its marks', 'G'.repeat(400), 'code.ts', 'raw'],
    ['TypeScript in UTF-16', Buffer.from(`\ufeff${typescript}`, 'utf16le'), 'code.ts', 'raw'],
    ['a transport stream', transport, 'film.ts', 'video'],
    ['a transport stream without a name', transport, 'film', 'video'],
    ['a film that is called .jpg', mp4, 'a.jpg', 'video'],
    ['a picture that is called .mp4', png, 'a.mp4', 'image'],
    ['a picture that is called .txt', png, 'a.txt', 'image'],
    ['an archive that is called .jpg', zip, 'a.jpg', 'raw'],
    ['text that is called .jpg', 'no picture', 'a.jpg', 'raw'],
    ['a film of another name', asf, 'a.bin', 'video'],
    ['a model in an archive', zip, 'a.usdz', 'image'],
    ['a model in text', 'v 0 0 0\nf 1 1 1\n', 'a.OBJ', 'image'],
    ['a playlist', '#EXTM3U\n', 'a.m3u8', 'video'],
    ['a manifest', '<?xml version="1.0"?><MPD></MPD>', 'a.mpd', 'video'],
    ['an SVG that begins beyond what is read', `<!-- ${'x'.repeat(5000)}`, 'a.svg', 'image'],
    ['bytes without a signature, called .tga', Buffer.from([0, 0, 2, 0, 0, 0, 0, 0, 1]), 'a.tga', 'image'],
    ['bytes without a signature', Buffer.from([0, 1, 2, 3]), 'a.bin', 'raw'],
  ] as const) {
    it(`of ${name} (${key}) is ${expected}`, async () => expect(await detect(bytes, key)).to.equal(expected))
  }

  it('is found in the same number of steps a byte, however hostile the bytes', async () => {
    // Patterns that backtrack take a thousand times as long for each few more of these.
    const hostile = ['<!---->', '<?x?>', '<!-- ', ' \n', '<!DOCTYPE svg [', ']>']
    for (const part of hostile) expect(await detect(part.repeat(2000)), part).to.equal('raw')
  })
})
