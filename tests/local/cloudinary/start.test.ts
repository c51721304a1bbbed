import { readdirSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { startCloudinary } from '../../../local/cloudinary/start.ts'
import { jpeg } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { sdk } from './sdk.ts'
import { account, nowhere, refusalOf, setFaults, statisticsOf, upload, useDirectory, useStart } from './support.ts'
import { ended, until } from './waiting.ts'

describe('starting and stopping the stand-in', () => {
  const directory = useDirectory()
  const start = useStart()

  it('gives an address that the SDK understands', async () => {
    const cloudinary = await start()
    const before = process.env.CLOUDINARY_URL
    process.env.CLOUDINARY_URL = cloudinary.url
    const { cloud_name, api_key, api_secret, upload_prefix } = sdk.config(true)
    if (before === undefined) delete process.env.CLOUDINARY_URL
    else process.env.CLOUDINARY_URL = before
    await cloudinary.stop()
    expect({ cloud_name, api_key, api_secret }).to.deep.equal({
      cloud_name: 'demo',
      api_key: 'key',
      api_secret: 'secret',
    })
    expect(upload_prefix).to.equal(`http://127.0.0.1:${cloudinary.port}`)
    expect(upload_prefix).to.equal(cloudinary.origin)
  })

  it('rejects when the port is taken', async () => {
    const cloudinary = await start()
    const error = await start({ port: cloudinary.port }).catch((error: unknown) => error)
    expect(error).to.include({ code: 'EADDRINUSE' })
    await cloudinary.stop()
    await (await start({ port: cloudinary.port })).stop()
  })

  it('rejects when its data cannot be read, and lets go of the port', async () => {
    const { port, stop } = await start()
    await stop()
    const options = { ...account, aws: { ...nowhere, endpoint: 'http://127.0.0.1:1' } }
    const dataDirectory = '/dev/null/nowhere'
    expect(await startCloudinary({ ...options, port, dataDirectory }).catch(() => 'rejected')).to.equal('rejected')
    await (await start({ port })).stop()
  })

  it('stops though connections are open and requests are waiting', async () => {
    const clock = new ManualClock()
    const cloudinary = await start({ dataDirectory: directory(), clock })
    await fetch(`${cloudinary.origin}/_control/faults`)
    const silent = connect(cloudinary.port, '127.0.0.1')
    silent.on('error', () => undefined)
    await setFaults(cloudinary, { failNext: [{ hang: true }, { delayMs: 60_000 }] })
    const waiting = [refusalOf(upload(cloudinary, jpeg())), refusalOf(upload(cloudinary, jpeg()))]
    await until(
      'two calls under way',
      () => statisticsOf(cloudinary),
      ({ concurrent }) => concurrent === 2,
    )
    await until(
      'a wait',
      () => clock.waiting,
      ({ length }) => length === 1,
    )
    // The clock stands still: nobody has waited to the end.
    await ended('the stop', Promise.all([cloudinary.stop(), cloudinary.stop()]))
    for (const refusal of await Promise.all(waiting)) expect(refusal).to.match(/^undefined /)
    await until('the end of the connection', () => silent.destroyed, Boolean)
    await (await start({ port: cloudinary.port })).stop()
  })

  it('survives clients that break off or send nonsense', async () => {
    const dataDirectory = join(directory(), 'nonsense')
    const cloudinary = await start({ dataDirectory })
    const path = '/v1_1/demo/image/upload'
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' }
    const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nsome bytes'
    const broken = httpRequest({ host: '127.0.0.1', port: cloudinary.port, path, method: 'POST', headers })
    broken.on('error', () => undefined)
    broken.write(file)
    await until(
      'a call under way',
      () => statisticsOf(cloudinary),
      ({ concurrent }) => concurrent === 1,
    )
    broken.destroy()
    await until(
      'no call under way',
      () => statisticsOf(cloudinary),
      ({ concurrent }) => concurrent === 0,
    )
    const post = async (type: string, body: string) =>
      (await fetch(cloudinary.origin + path, { method: 'POST', headers: { 'Content-Type': type }, body })).status
    expect(await post('multipart/form-data; boundary=b', file)).to.equal(400)
    expect(await post('multipart/form-data; boundary=b', `${file}\r\n--b\r\nContent-`)).to.equal(400)
    expect(await post('multipart/form-data', 'x')).to.equal(400)
    expect(await post('multipart/form-data; boundary=b', '--b\r\nnonsense\r\n\r\n--b--')).to.equal(400)
    expect(await post('application/json', '{}')).to.equal(400)
    expect(await upload(cloudinary, jpeg())).to.include({ format: 'jpg' })
    await cloudinary.stop()
    expect(readdirSync(join(dataDirectory, 'blobs')).length).to.equal(1)
  })

  it('keeps many requests waiting without a warning', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => void warnings.push(warning)
    process.on('warning', onWarning)
    const cloudinary = await start()
    await setFaults(cloudinary, { latencyMs: 50 })
    await Promise.all(Array.from({ length: 40 }, (_, index) => upload(cloudinary, jpeg(), { public_id: `w${index}` })))
    await cloudinary.stop()
    process.off('warning', onWarning)
    expect(warnings).to.deep.equal([])
  })
})
