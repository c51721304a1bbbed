import { expect } from 'chai'
import { type LocalCloudinary, startCloudinary } from '../../local/cloudinary/start.ts'
import { type CloudinaryAccount, CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
// Loads the SDK for http.
import '../local/cloudinary/sdk.ts'
import { TransientError } from '../../shared/errors.ts'
import { jpeg } from '../local/pictures.ts'

const CLOUD = { cloudName: 'demo', apiKey: 'key', apiSecret: 's3cret' }
const AWS = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' }
const address = { resourceType: 'image', type: 'upload', publicId: 'shoot/ü' } as const
const attributes = { context: { source_bucket: 'studio', source_key: 'a=b|c\\d.jpg' } }
const upload = (comment: string, overwrite = true) => ({
  address,
  attributes,
  overwrite,
  location: `data:image/jpeg;base64,${jpeg(comment).toString('base64')}`,
  timeoutMs: 5000,
})

describe('the Cloudinary adapter', () => {
  let server: LocalCloudinary
  let account: CloudinaryAccount

  before(async () => {
    server = await startCloudinary({ port: 0, ...CLOUD, aws: AWS })
    account = { ...CLOUD, uploadPrefix: server.origin }
  })
  after(() => server.stop())

  const assets = async () => new CloudinaryAssets(account)
  const fault = (failNext: object) =>
    fetch(`${server.origin}/_control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ failNext: [failNext] }),
    })
  const failureOf = async (call: Promise<unknown>): Promise<TransientError> => {
    const thrown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (thrown instanceof TransientError) return thrown
    throw new Error(`expected a TransientError, found ${String(thrown)}`)
  }

  it('uploads, finds, updates, renames and destroys, and keeps odd context', async () => {
    const cloud = await assets()
    const { asset, existing } = await cloud.upload(upload('one'))
    expect(existing).to.equal(false)
    expect((await cloud.find(address, 5000))?.context).to.deep.equal(attributes.context)
    expect((await cloud.upload(upload('two', false))).existing).to.equal(true)
    const context = { source_bucket: 'studio', source_key: 'new' }
    expect((await cloud.update(address, { context }, 5000))?.context).to.deep.equal(context)
    const to = { ...address, publicId: 'moved' }
    expect(await cloud.rename(address, to, 5000)).to.include({ assetId: asset.assetId, version: asset.version })
    expect(await cloud.rename(address, to, 5000)).to.equal(undefined)
    await cloud.destroy(to, 5000)
    await cloud.destroy(to, 5000)
    expect(await cloud.find(to, 5000)).to.equal(undefined)
  })

  it('tries again after a 420 that names no time', async () => {
    await fault({ operation: 'upload', status: 420, effect: 'none', times: 2 })
    expect((await (await assets()).upload(upload('three'))).asset.sizeBytes).to.equal(jpeg('three').length)
  })

  it('leaves a 429 alone until the time that its Retry-After names', async () => {
    await fault({ operation: 'upload', status: 429, effect: 'none', retryAfterSeconds: 77 })
    const sentMs = Date.now()
    const failure = await failureOf((await assets()).upload(upload('four')))
    expect(failure).to.include({ code: 'cloudinary-429', effect: 'none' })
    expect(failure.notBeforeMs).to.be.within(sentMs + 70_000, Date.now() + 78_000)
  })

  it('does not know whether an unanswered request had an effect', async () => {
    await fault({ operation: 'upload', effect: 'applied', reset: true })
    expect(await failureOf((await assets()).upload(upload('five')))).to.include({ effect: 'unknown' })
    await fault({ operation: 'upload', status: 503, effect: 'applied' })
    expect(await failureOf((await assets()).upload(upload('six')))).to.include({ effect: 'unknown' })
  })

  it('calls a wrong secret transient, and never repeats it', async () => {
    account = { ...account, apiSecret: 'wr0ng' }
    const failure = await failureOf((await assets()).upload(upload('seven')))
    expect(failure.code).to.equal('cloudinary-401')
    expect(`${failure.message} ${JSON.stringify(failure)} ${String(failure.cause)}`).not.to.match(/wr0ng|s3cret/)
  })
})
