import { expect } from 'chai'
import fc from 'fast-check'
import { ChunkedBody } from '../../../../local/aws/s3/aws-chunked.ts'
import { errorOf } from '../support.ts'

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const size of sizes) {
    yield bytes.subarray(start, start + size)
    start += size
  }
  yield bytes.subarray(start)
}

async function decode(body: Buffer, sizes: readonly number[] = []) {
  const chunked = new ChunkedBody(inPieces(body, sizes))
  const parts: Uint8Array[] = []
  for await (const part of chunked.bytes()) parts.push(part)
  return { bytes: Buffer.concat(parts), trailers: Object.fromEntries(chunked.trailers) }
}

describe('a body in chunks', () => {
  it('comes back whole, wherever the network parts it', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 })
    const property = fc.asyncProperty(chunks, fc.array(fc.nat(30)), async (contents, sizes) => {
      const framed = contents.flatMap((content) => [
        Buffer.from(`${content.length.toString(16)};chunk-signature=abc\r\n`),
        Buffer.from(content),
        Buffer.from('\r\n'),
      ])
      const body = Buffer.concat([...framed, Buffer.from('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')])
      const { bytes, trailers } = await decode(body, sizes)
      expect(bytes).to.deep.equal(Buffer.concat(contents))
      expect(trailers).to.deep.equal({ 'x-amz-checksum-crc32': 'AAAAAA==' })
    })
    await fc.assert(property)
  })

  for (const [what, body] of [
    ['has no last chunk', '3\r\nabc\r\n'],
    ['ends within a chunk', '5\r\nabc'],
    ['has a chunk longer than it says', '2\r\nabc\r\n0\r\n\r\n'],
    ['has a size that is no number', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['has a line without an end', 'a'.repeat(100_000)],
  ]) {
    it(`is refused where it ${what}`, async () => {
      expect((await errorOf(decode(Buffer.from(body ?? '')))).name).to.equal('MalformedBody')
    })
  }
})
