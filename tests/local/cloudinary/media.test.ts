import { expect } from 'chai'
import type { ResourceType } from '../../../local/cloudinary/asset.ts'
import { identifyMedia } from '../../../local/cloudinary/media.ts'
import { jpeg, mp4, png } from './fixtures.ts'

function text(content: string) {
  return Buffer.from(content, 'latin1')
}

describe('what a file is', () => {
  const identify = async (head: Buffer, name: string, wanted: ResourceType | 'auto' = 'auto', isWhole = true) => {
    const media = await identifyMedia({ head, isWhole }, name, wanted)
    if (media.kind === 'invalid') return media.message
    const { resourceType, format = '', size } = media
    return [resourceType, format, ...(size ? [`${size.width}x${size.height}`] : [])].join(' ')
  }

  const tiff = text('II*\0\xff\xff\0\0')
  const cases: [string, Buffer, string, string][] = [
    ['a JPEG', jpeg(2), 'a.jpeg', 'image jpg 16x8'],
    ['a PNG that is named otherwise', png(), 'a.jpg', 'image png 3x2'],
    ['a GIF', text('GIF89a\x02\0\x01\0\0\0\0'), 'a', 'image gif 2x1'],
    ['an SVG', text('<?xml version="1.0"?><!-- a > b --><svg width="4" height="3"></svg>'), 'a', 'image svg 4x3'],
    ['an SVG without a size', text('<svg></svg>'), 'a.svg', 'image svg'],
    ['a page that shows an SVG', text('<!doctype html><html><svg></svg></html>'), 'a.html', 'raw '],
    ['a PDF', text('%PDF-1.7'), 'a.pdf', 'image pdf'],
    ['a PDF by its name', text('something'), 'a.PDF', 'image pdf'],
    ['an Illustrator file', text('%PDF-1.5'), 'a.ai', 'image ai'],
    ['an EPS', text('%!PS-Adobe-3.0 EPSF-3.0'), 'a.eps', 'image eps'],
    ['a JPEG that is named as an EPS', jpeg(), 'a.eps', 'image jpg 8x8'],
    ['a TGA, which has no mark', text('\0\0\x02'), 'a.tga', 'image tga'],
    ['an MP4', mp4(), 'a', 'video mp4'],
    ['an M4V', mp4(), 'a.m4v', 'video m4v'],
    ['a WebM', text('\x1a\x45\xdf\xa3\x87\x42\x82\x84webm'), 'a', 'video webm'],
    ['a Matroska file', text('\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska'), 'a', 'video mkv'],
    ["a camera's raw file", text('II*\0\x10\0\0\0CR\x02\0'), 'a', 'image cr2'],
    ['a bitmap', text('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x01\0\0\0'), 'a', 'image bmp 2x1'],
    ['text that begins as a bitmap does', text('BMW,1\nVW,22,333\n'), 'a.csv', 'raw '],
    ['an MP3', text('ID3\x04'), 'a.mp3', 'video mp3'],
    ['a film by its name', text('something'), 'a.mov', 'video mov'],
    ['an image that is named as a film', png(), 'a.mov', 'image png 3x2'],
    ['text', text('a,b'), 'a.csv', 'raw '],
    ['text that claims to be a JPEG', text('a,b'), 'a.jpg', 'raw '],
    ['a JPEG that is cut off', jpeg().subarray(0, 30), 'a.jpg', 'raw '],
    ['a TIFF without a size', tiff, 'a.tif', 'raw '],
  ]
  for (const [what, bytes, name, expected] of cases) {
    it(`is found out for ${what}`, async () => expect(await identify(bytes, name)).to.equal(expected))
  }

  it('cannot be measured when the size stands beyond the beginning that is looked at', async () => {
    expect(await identify(tiff, 'a.tif', 'image', false)).to.equal('image tif')
  })

  // What begins again at each letter would not come to an end.
  it('is found out for a very long name', async () => {
    expect(await identify(text('x'), 'a'.repeat(1_000_000))).to.equal('raw ')
    expect(await identify(text('x'), `${'a'.repeat(1_000_000)}.pdf`)).to.equal('image pdf')
  })

  it('must be what the request says it is', async () => {
    expect(await identify(text('x'), 'a.jpg', 'image')).to.equal('Invalid image file')
    expect(await identify(mp4(), 'a.mp4', 'image')).to.equal('Invalid image file')
    expect(await identify(png(), 'a.mp4', 'video')).to.equal('Unsupported video format or file')
    expect(await identify(png(), 'a.png', 'raw')).to.equal('raw ')
  })
})
