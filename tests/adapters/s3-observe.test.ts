import { S3Client } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { HEADS_ONLY, s3Source } from '../../shared/adapters/aws/s3.ts'

type Headers = Readonly<Record<string, string>>

const DATE = 'Tue, 24 Nov 2026 13:25:10 GMT'
const plain = { etag: '"8a639a235cb683b54b13b721bf0eca28"', 'content-length': '3', 'last-modified': DATE }

/** Observes a key of a bucket that answers like this, and says whether each HEAD asked for the checksum. */
async function observe(answer: (asksForChecksum: boolean) => { readonly status: number; readonly headers: Headers }) {
  const asked: boolean[] = []
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ headers: sent }: { headers: Headers }) => {
        const asksForChecksum = sent['x-amz-checksum-mode'] === 'ENABLED'
        asked.push(asksForChecksum)
        const { status: statusCode, headers } = answer(asksForChecksum)
        return { response: { statusCode, headers, body: new Uint8Array() } }
      },
    },
  })
  const source = s3Source(client, 'studio', ...HEADS_ONLY)
  const observed = await source.observe('a.jpg').catch((thrown: unknown) => thrown)
  client.destroy()
  return { observed, asked }
}

describe('what S3 says of an object', () => {
  const types = { whole: 'FULL_OBJECT', parts: 'COMPOSITE' }
  for (const [name, headers, checksum] of [
    [
      'that S3 keeps a checksum of',
      { 'x-amz-checksum-crc64nvme': 'abc=', 'x-amz-checksum-type': types.whole },
      'crc64nvme:abc=',
    ],
    [
      'whose client chose another one',
      { 'x-amz-checksum-sha256': 'def=', 'x-amz-checksum-type': types.whole },
      'sha256:def=',
    ],
    [
      'whose checksum is that of its parts',
      { 'x-amz-checksum-crc32': 'abc=-2', 'x-amz-checksum-type': types.parts },
      undefined,
    ],
    ['without a checksum', {}, undefined],
  ] as const) {
    it(`${name}: ${checksum ?? 'none'}`, async () => {
      const { observed, asked } = await observe(() => ({ status: 200, headers: { ...plain, ...headers } }))
      expect(observed).to.include({ etagIsMd5: true, sizeBytes: 3, checksum })
      expect(asked).to.deep.equal([true])
    })
  }

  it('is all but the checksum where only that is refused: it takes kms:Decrypt', async () => {
    const kms = { ...plain, 'x-amz-server-side-encryption': 'aws:kms' }
    const { observed, asked } = await observe((asks) =>
      asks ? { status: 403, headers: {} } : { status: 200, headers: kms },
    )
    expect(observed).to.include({ state: 'present', etagIsMd5: false, checksum: undefined })
    expect(asked).to.deep.equal([true, false])
  })

  it('is an error where all is refused', async () => {
    const { observed } = await observe(() => ({ status: 403, headers: {} }))
    expect(observed).to.be.an('error').with.property('name', 'TransientError')
  })

  it('is asked for once where the object is gone, or S3 in trouble', async () => {
    const gone = await observe(() => ({ status: 404, headers: {} }))
    expect(gone).to.deep.equal({ observed: { state: 'absent' }, asked: [true] })
    expect((await observe(() => ({ status: 503, headers: {} }))).asked).to.deep.equal([true])
  })
})
