import { expect } from 'chai'
import { jpeg, mp4 } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, find, refusalOf, setFaults, setSettings, statisticsOf, upload, useCloudinary } from './support.ts'

describe('the controls of the stand-in', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const to = () => access(cloudinary())
  const once = (publicId: string, options: object = {}) =>
    upload(cloudinary(), jpeg(), { public_id: publicId, ...options })
  const exists = async (publicId: string) => (await find(cloudinary(), publicId)) !== undefined

  afterEach(() => fetch(`${cloudinary().origin}/_control/faults`, { method: 'DELETE' }))

  it('tell which faults there are, and end them', async () => {
    const url = `${cloudinary().origin}/_control/faults`
    await setFaults(cloudinary(), { latencyMs: 5, failNext: [{ hang: true }] })
    const failure = { times: 1, effect: 'none', hang: true, reset: false }
    expect(await (await fetch(url)).json()).to.deep.equal({ latencyMs: 5, failNext: [failure] })
    await fetch(url, { method: 'DELETE' })
    expect(await (await fetch(url)).json()).to.deep.equal({ failNext: [] })
  })

  const wrong = [
    '',
    'x',
    '[]',
    '{"latency":1}',
    '{"latencyMs":-1}',
    '{"failNext":[{}]}',
    '{"failNext":[{"status":200}]}',
  ]
  for (const body of wrong) {
    it(`take no faults such as ${body || 'nothing'}`, async () => {
      const response = await fetch(`${cloudinary().origin}/_control/faults`, { method: 'POST', body })
      expect(response.status).to.equal(400)
    })
  }

  it('count what happens', async () => {
    await fetch(`${cloudinary().origin}/_control/statistics`, { method: 'DELETE' })
    await setFaults(cloudinary(), { failNext: [{ operation: 'upload', reset: true }] })
    await refusalOf(once('counted'))
    await once('counted')
    await refusalOf(once('a?'))
    await sdk.uploader.rename('counted', 'renamed', to())
    await sdk.uploader.destroy('renamed', to())
    await sdk.api.ping(to())
    const count = { received: 1, succeeded: 1, refused: 0, unanswered: 0 }
    expect(await statisticsOf(cloudinary())).to.deep.equal({
      operations: {
        upload: { received: 3, succeeded: 1, refused: 1, unanswered: 1 },
        ...{ rename: count, destroy: count, admin: count },
      },
      ...{ background: 0, concurrent: 0, concurrentMax: 1, bytesFetched: 0, bytesPosted: jpeg().length },
      notifications: { delivered: 0, failed: 0, dropped: 0 },
    })
  })

  it('make files too large', async () => {
    await setSettings(cloudinary(), { bytesMax: { image: jpeg().length, raw: 2 } })
    await once('small enough')
    const tooLarge = (bytes: number, max: number) => `400 File size too large. Got ${bytes}. Maximum is ${max}.`
    const image = upload(cloudinary(), jpeg(9), { public_id: 'too large' })
    expect(await refusalOf(image)).to.equal(tooLarge(jpeg(9).length, jpeg().length))
    const raw = upload(cloudinary(), Buffer.from('abc'), { resource_type: 'raw', public_id: 'too large' })
    expect(await refusalOf(raw)).to.equal(tooLarge(3, 2))
    await upload(cloudinary(), mp4(), { resource_type: 'video' })
    expect(await exists('too large')).to.equal(false)
    await fetch(`${cloudinary().origin}/_control/settings`, { method: 'DELETE' })
    await upload(cloudinary(), jpeg(9), { public_id: 'too large' })
  })

  it('are no others', async () => {
    expect((await fetch(`${cloudinary().origin}/_control/other`)).status).to.equal(404)
  })
})
