import { expect } from 'chai'
import { dataUri, jpeg, mp4, png } from './fixtures.ts'
import { sdk } from './sdk.ts'
import {
  access,
  find,
  refusalOf,
  setFaults,
  setSettings,
  statisticsOf,
  until,
  upload,
  useCloudinary,
} from './support.ts'

describe('faults on demand', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const to = () => access(cloudinary())
  const once = (publicId: string, options: object = {}) =>
    upload(cloudinary(), jpeg(), { public_id: publicId, ...options })
  const exists = async (publicId: string) => (await find(cloudinary(), publicId)) !== undefined

  const timed = async (call: Promise<unknown>) => {
    const startMs = performance.now()
    await call
    return performance.now() - startMs
  }

  afterEach(() => fetch(`${cloudinary().origin}/_control/faults`, { method: 'DELETE' }))

  it('fail the next operation of a kind, once, without effect', async () => {
    await setFaults(cloudinary(), { failNext: [{ operation: 'upload', status: 500, message: 'Oh no' }] })
    expect(await sdk.uploader.destroy('failed', to())).to.deep.equal({ result: 'not found' })
    expect(await refusalOf(once('failed'))).to.equal('500 Oh no')
    expect(await exists('failed')).to.equal(false)
    await once('failed')
  })

  it('fail several times, in order, whatever the operation', async () => {
    await setFaults(cloudinary(), {
      failNext: [
        { status: 429, message: 'a', times: 2 },
        { status: 420, message: 'b' },
      ],
    })
    const refusals = [
      await refusalOf(once('x')),
      await refusalOf(once('x')),
      await refusalOf(sdk.uploader.destroy('x', to())),
    ]
    expect(refusals).to.deep.equal(['429 a', '429 a', '420 b'])
    await once('x')
  })

  it('carry an operation out and deny it', async () => {
    await setFaults(cloudinary(), {
      failNext: [
        { status: 502, effect: 'applied' },
        { operation: 'destroy', status: 500, effect: 'applied' },
      ],
    })
    expect(await refusalOf(once('applied'))).to.match(/^502 /)
    expect(await exists('applied')).to.equal(true)
    expect(await refusalOf(sdk.uploader.destroy('applied', to()))).to.match(/^500 /)
    expect(await exists('applied')).to.equal(false)
  })

  it('tell when to come back', async () => {
    await setFaults(cloudinary(), { failNext: [{ status: 429, retryAfterSeconds: 7 }] })
    const response = await fetch(`${cloudinary().origin}/v1_1/demo/ping`)
    expect([response.status, response.headers.get('retry-after')]).to.deep.equal([429, '7'])
  })

  for (const effect of ['none', 'applied']) {
    it(`break the connection off, with effect ${effect}`, async () => {
      await setFaults(cloudinary(), { failNext: [{ reset: true, effect }] })
      expect(await refusalOf(once(`reset ${effect}`))).to.match(/^undefined .*(socket hang up|ECONNRESET|EPIPE)/)
      expect(await exists(`reset ${effect}`)).to.equal(effect === 'applied')
    })

    it(`never answer, with effect ${effect}`, async () => {
      await setFaults(cloudinary(), { failNext: [{ hang: true, effect }] })
      expect(await refusalOf(once(`hang ${effect}`, { timeout: 100 }))).to.equal('499 Request Timeout')
      expect(await exists(`hang ${effect}`)).to.equal(effect === 'applied')
      await until(async () => (await statisticsOf(cloudinary())).concurrent === 0)
    })
  }

  it('let a request land after its client has given up', async () => {
    await setFaults(cloudinary(), { failNext: [{ delayMs: 600 }] })
    const late = upload(cloudinary(), dataUri(png(), 'image/png'), { public_id: 'late', timeout: 50 })
    expect(await refusalOf(late)).to.equal('499 Request Timeout')
    const first = await once('late')
    expect(first).to.not.have.property('overwritten')
    await until(async () => (await find(cloudinary(), 'late'))?.format === 'png')
    expect(await find(cloudinary(), 'late')).to.include({ asset_id: first.asset_id })
  })

  it('slow everything down', async () => {
    await setFaults(cloudinary(), { latencyMs: 120 })
    const startMs = performance.now()
    await Promise.all([once('slow 1'), once('slow 2'), once('slow 3')])
    expect(performance.now() - startMs).to.be.within(115, 1000)
  })

  it('reject what goes too fast', async () => {
    await setFaults(cloudinary(), { rejectAbovePerSecond: 3 })
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => once(`fast ${index}`)))
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []))
    expect(reasons.length).to.equal(2)
    expect(reasons[0]).to.match(
      /^Rate Limit Exceeded\. Limit of 3 api operations reached\. Try again on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    )
  })

  it('reject what comes while too much is under way', async () => {
    await setFaults(cloudinary(), { rejectAboveConcurrent: 2, latencyMs: 200 })
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => once(`crowd ${index}`)))
    expect(results.filter(({ status }) => status === 'fulfilled').length).to.equal(2)
    await once('crowd later')
  })

  it('are told back, and end when told to', async () => {
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
    it(`are refused when they are ${body || 'nothing'}`, async () => {
      const response = await fetch(`${cloudinary().origin}/_control/faults`, { method: 'POST', body })
      expect(response.status).to.equal(400)
    })
  }

  it('are counted, as is everything else', async () => {
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

  it('let the pull of a source take its time', async () => {
    const { url } = await once('source')
    await setFaults(cloudinary(), { fetchDelayMs: 300 })
    const [posted, pulled] = await Promise.all([
      timed(upload(cloudinary(), dataUri(png(), 'image/png'), { public_id: 'posted' })),
      timed(upload(cloudinary(), url, { public_id: 'pulled' })),
    ])
    expect(posted).to.be.below(250)
    expect(pulled).to.be.within(295, 2000)
    const first = upload(cloudinary(), url, { public_id: 'given up', timeout: 50 })
    expect(await refusalOf(first)).to.equal('499 Request Timeout')
    await until(() => exists('given up'))
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

  it('are told in a header of every error of the Upload API', async () => {
    for (const operation of ['upload', 'destroy', 'rename', 'explicit', 'tags', 'context', 'metadata']) {
      const url = `${cloudinary().origin}/v1_1/demo/image/${operation}`
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({ timestamp: '1', api_key: 'key' }),
      })
      expect([response.status, response.headers.get('x-cld-error')], operation).to.deep.equal([
        400,
        'Missing required parameter - signature',
      ])
    }
  })

  it('know no other controls', async () => {
    expect((await fetch(`${cloudinary().origin}/_control/other`)).status).to.equal(404)
  })
})
