import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { dataUri, jpeg } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { sdk } from './sdk.ts'
import { access, account, refusalOf, upload, useCloudinary } from './support.ts'

describe('signatures', () => {
  const clock = new ManualClock()
  const cloudinary = useCloudinary({ clock })
  const nowSeconds = () => clock.nowMs() / 1000

  for (const signature_algorithm of ['sha1', 'sha256']) {
    for (const signature_version of [1, 2]) {
      it(`hold in version ${signature_version} with ${signature_algorithm}, whatever stands in the values`, async () => {
        const options = {
          context: 'a=x&overwrite=1|b=%26 ü+',
          tags: ['p&q', 'r'],
          signature_algorithm,
          signature_version,
        }
        const answer = await upload(cloudinary(), jpeg(), options)
        expect(answer.context).to.deep.equal({ custom: { a: 'x&overwrite=1', b: '%26 ü+' } })
      })
    }
  }

  it('hold for lists', async () => {
    await upload(cloudinary(), jpeg(), { public_id: 'one, two' })
    await upload(cloudinary(), jpeg(), { public_id: 'three' })
    expect(await sdk.uploader.add_tag('t', ['one, two', 'three'], access(cloudinary()))).to.deep.equal({
      public_ids: ['one, two', 'three'],
    })
  })

  it('do not hold with another secret', async () => {
    const timestamp = nowSeconds()
    const refusal = refusalOf(
      upload(cloudinary(), dataUri(jpeg()), { api_secret: 'wrong', timestamp, public_id: 'x&y' }),
    )
    const given = createHash('sha1').update(`public_id=x%26y&timestamp=${timestamp}wrong`).digest('hex')
    expect(await refusal).to.equal(
      `401 Invalid Signature ${given}. String to sign - 'public_id=x%26y&timestamp=${timestamp}'.`,
    )
  })

  it('do not hold for another account', async () => {
    expect(await refusalOf(upload(cloudinary(), jpeg(), { api_key: 'other' }))).to.equal('401 Unknown API key other')
    expect(await refusalOf(upload(cloudinary(), jpeg(), { cloud_name: 'other' }))).to.equal(
      '401 Invalid cloud_name other',
    )
  })

  it('hold for an hour', async () => {
    await upload(cloudinary(), jpeg(), { timestamp: nowSeconds() - 3600 })
    expect(await refusalOf(upload(cloudinary(), jpeg(), { timestamp: nowSeconds() - 3601 }))).to.equal(
      '400 Stale request - reported time is 2020-01-02 09:20:29 +0000 which is more than 1 hour ago',
    )
  })

  it('are asked for', async () => {
    const post = async (fields: Record<string, string>) => {
      const body = new URLSearchParams(fields)
      const response = await fetch(`${cloudinary().origin}/v1_1/demo/image/destroy`, { method: 'POST', body })
      return `${response.status} ${response.headers.get('x-cld-error')}`
    }
    const { apiKey } = account
    expect(await post({})).to.equal('400 Upload preset must be specified when using unsigned upload')
    expect(await post({ signature: 'x' })).to.equal('400 Missing required parameter - api_key')
    expect(await post({ api_key: apiKey })).to.equal('400 Missing required parameter - signature')
    expect(await post({ api_key: apiKey, signature: 'x' })).to.equal('400 Missing required parameter - timestamp')
  })

  it('are told of in a header, too, whatever stands in the message', async () => {
    const body = new URLSearchParams({ api_key: 'ü\n', signature: 'x', timestamp: '1' })
    const response = await fetch(`${cloudinary().origin}/v1_1/demo/image/destroy`, { method: 'POST', body })
    expect(response.status).to.equal(401)
    expect(response.headers.get('x-cld-error')).to.equal('Unknown API key ??')
    expect(await response.json()).to.deep.equal({ error: { message: 'Unknown API key ü\n' } })
  })
})
