import { Agent } from 'node:http'
import { expect } from 'chai'
import { dataUri, jpeg, png } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { sdk } from './sdk.ts'
import { access, find, refusalOf, setFaults, statisticsOf, upload, useCloudinary } from './support.ts'
import { ended, until } from './waiting.ts'

const brokenOff = /^undefined .*(socket hang up|ECONNRESET|EPIPE)/

describe('faults on demand', () => {
  const clock = new ManualClock()
  const cloudinary = useCloudinary({ onDisk: true, clock })
  const to = () => access(cloudinary())
  const once = (publicId: string, options: object = {}) =>
    upload(cloudinary(), jpeg(), { public_id: publicId, ...options })
  const exists = async (publicId: string) => (await find(cloudinary(), publicId)) !== undefined

  const untilWaiting = (...durationsMs: number[]) =>
    until(
      `waits of ${durationsMs} ms`,
      () => clock.waiting,
      (waiting) => String(waiting) === String(durationsMs),
    )

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
      expect(await refusalOf(once(`reset ${effect}`))).to.match(brokenOff)
      expect(await exists(`reset ${effect}`)).to.equal(effect === 'applied')
    })

    it(`never answer, with effect ${effect}`, async () => {
      const publicId = `hang ${effect}`
      await setFaults(cloudinary(), { failNext: [{ hang: true, effect, delayMs: 50 }] })
      const client = new Agent()
      let isAnswered = false
      const hanging = refusalOf(once(publicId, { agent: client })).finally(() => {
        isAnswered = true
      })
      await untilWaiting(50)
      clock.advance(50)
      if (effect === 'applied') await until('the upload', () => exists(publicId), Boolean)
      await once(`after ${publicId}`)
      expect(isAnswered).to.equal(false)
      client.destroy()
      expect(await hanging).to.match(brokenOff)
      await until(
        'no call under way',
        () => statisticsOf(cloudinary()),
        ({ concurrent }) => concurrent === 0,
      )
      expect(await exists(publicId)).to.equal(effect === 'applied')
    })
  }

  it('let a request land after its client has given up', async () => {
    await setFaults(cloudinary(), { failNext: [{ delayMs: 600 }] })
    const client = new Agent()
    const options = { public_id: 'late', agent: client }
    const late = refusalOf(upload(cloudinary(), dataUri(png(), 'image/png'), options))
    await untilWaiting(600)
    client.destroy()
    expect(await late).to.match(brokenOff)
    const first = await once('late')
    expect(first).to.not.have.property('overwritten')
    clock.advance(600)
    const landed = await until(
      'the late upload',
      () => find(cloudinary(), 'late'),
      (asset) => asset?.format === 'png',
    )
    expect(landed).to.include({ asset_id: first.asset_id })
  })

  it('slow everything down', async () => {
    await setFaults(cloudinary(), { latencyMs: 120 })
    const all = Promise.all(['slow 1', 'slow 2', 'slow 3'].map((publicId) => once(publicId)))
    await untilWaiting(120, 120, 120)
    clock.advance(119)
    expect(clock.waiting).to.deep.equal([1, 1, 1])
    clock.advance(1)
    await ended('the slow uploads', all)
  })

  it('reject what goes too fast', async () => {
    await setFaults(cloudinary(), { rejectAbovePerSecond: 3 })
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => once(`fast ${index}`)))
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []))
    expect(reasons.length).to.equal(2)
    const [, until = ''] =
      /^Rate Limit Exceeded\. Limit of 3 api operations reached\. Try again on (.+ UTC)$/.exec(reasons[0] ?? '') ?? []
    const leftMs = Date.parse(until) - clock.nowMs()
    expect(leftMs).to.be.within(1, 1000)
    clock.advance(leftMs - 1)
    expect(await once('too early').catch(({ message }) => message)).to.equal(reasons[0])
    clock.advance(1)
    expect(await once('at that time')).to.include({ public_id: 'at that time' })
  })

  it('reject what comes while too much is under way', async () => {
    await setFaults(cloudinary(), { rejectAboveConcurrent: 2, latencyMs: 200 })
    const refused: string[] = []
    const crowd = Array.from({ length: 5 }, (_, index) =>
      once(`crowd ${index}`).catch(({ message }) => refused.push(message)),
    )
    await until(
      'three refusals',
      () => refused,
      ({ length }) => length === 3,
    )
    await untilWaiting(200, 200)
    clock.advance(200)
    await ended('the uploads', Promise.all(crowd))
    expect(refused).to.deep.equal(Array(3).fill('Rate Limit Exceeded'))
    const later = once('crowd later')
    await untilWaiting(200)
    clock.advance(200)
    await ended('the upload that came later', later)
  })

  it('let the pull of a source take its time', async () => {
    const { url } = await once('source')
    await setFaults(cloudinary(), { fetchDelayMs: 300 })
    const pulled = upload(cloudinary(), url, { public_id: 'pulled' })
    await untilWaiting(300)
    await upload(cloudinary(), dataUri(png(), 'image/png'), { public_id: 'posted' })
    expect(clock.waiting).to.deep.equal([300])
    expect(await exists('pulled')).to.equal(false)
    clock.advance(300)
    await ended('the pull', pulled)
    const client = new Agent()
    const givenUp = refusalOf(upload(cloudinary(), url, { public_id: 'given up', agent: client }))
    await untilWaiting(300)
    client.destroy()
    expect(await givenUp).to.match(brokenOff)
    clock.advance(300)
    await until('the pull that its client has given up', () => exists('given up'), Boolean)
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
})
