import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { type LocalCloudinary, startCloudinary } from '../../local/cloudinary/start.ts'
import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
import { type CloudinaryAccount, fixedAccount } from '../../shared/ports/account.ts'
// Loads the SDK for http.
import '../local/cloudinary/sdk.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import type { UploadAnswer } from '../../shared/ports/assets.ts'
import { setSettings } from '../local/cloudinary/support.ts'
import { jpeg } from '../local/pictures.ts'
import { desired, observed } from '../rules/fixtures.ts'

const CLOUD = { cloudName: 'demo', apiKey: 'key', apiSecret: 's3cret' }
const MAPPING = {
  defaults: { tags: ['press'], contextFrom: { alt: 'metadata:alt', photographer: 'metadata:photographer' } },
}
const AWS = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' }
const key = 'shoot/ü=b|c\\d.jpg'
const plain = desired(key)
const { address } = plain
const upload = (comment: string, overwrite = true, of = plain) => ({
  desired: of,
  overwrite,
  location: `data:image/jpeg;base64,${jpeg(comment).toString('base64')}`,
  timeoutMs: 5000,
})

/** The port on which a server listens, as soon as it does. */
async function port(server: Server): Promise<number> {
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('the Cloudinary adapter', () => {
  let server: LocalCloudinary
  let account: CloudinaryAccount

  before(async () => {
    server = await startCloudinary({ port: 0, ...CLOUD, aws: AWS })
    account = { ...CLOUD, uploadPrefix: server.origin }
  })
  after(() => server.stop())

  const assets = async () => new CloudinaryAssets(fixedAccount(account))
  const stored = async (uploading: Promise<UploadAnswer>): Promise<StoredAsset> => {
    const answer = await uploading
    if (answer.state === 'stored') return answer.asset
    throw new Error(`expected a stored asset, found one that is ${answer.state}`)
  }
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

  it('does not take a stale request for a rename that is refused', async () => {
    const cloud = await assets()
    await fault({ operation: 'rename', status: 400, message: 'Stale request - reported time is old' })
    const to = { ...address, publicId: 'moved' }
    const failure = await failureOf(cloud.rename({ from: address, to, invalidate: true, timeoutMs: 5000 }))
    expect(failure).to.include({ code: 'cloudinary-400', effect: 'none' })
  })

  it('lets Cloudinary read what is empty, and stores nothing, whatever it makes of that', async () => {
    const cloud = await assets()
    const marker = createServer((_, response) => response.end())
    const probed = { resourceType: 'image', type: 'private', publicId: 'probed' } as const
    const empty = `http://127.0.0.1:${await port(marker.listen(0, '127.0.0.1'))}/marker`
    await cloud.readEmpty(probed, empty, 5000)
    await cloud.readEmpty(probed, upload('taken for a file').location, 5000)
    expect([await cloud.find(probed, 5000), await cloud.cloudName()]).to.deep.equal([undefined, 'demo'])
    const unreadable = await failureOf(cloud.readEmpty(probed, 'http://127.0.0.1:9/marker', 5000))
    expect(unreadable).to.include({ code: 'source-unreadable', scope: 'source' })
    await fault({ operation: 'upload', status: 400, message: 'Error in loading s3://studio/empty - Empty file' })
    await cloud.readEmpty(probed, empty, 5000)
    await fault({ operation: 'upload', status: 400, message: 'Error in loading s3://studio/empty - Access Denied' })
    expect(await failureOf(cloud.readEmpty(probed, empty, 5000))).to.include({ code: 'source-unreadable' })
    await fault({ operation: 'upload', status: 503 })
    expect(await failureOf(cloud.readEmpty(probed, empty, 5000))).to.include({ code: 'cloudinary-503', scope: 'cloud' })
    marker.close()
  })

  it('uploads, finds, updates, renames and destroys, and keeps odd context', async () => {
    const cloud = await assets()
    const asset = await stored(cloud.upload(upload('one')))
    expect((await cloud.find(address, 5000))?.context).to.deep.equal(plain.attributes.context)
    expect((await cloud.upload(upload('two', false))).state).to.equal('existing')
    const to = { ...address, publicId: 'moved' }
    const rename = { from: address, to, invalidate: true, timeoutMs: 5000 }
    expect(await cloud.rename(rename)).to.include({ assetId: asset.assetId, version: asset.version })
    expect(await cloud.rename(rename)).to.equal(undefined)
    await cloud.destroy(to, { invalidate: true, timeoutMs: 5000 })
    await cloud.destroy(to, { invalidate: true, timeoutMs: 5000 })
    expect(await cloud.find(to, 5000)).to.equal(undefined)
  })

  it('replaces the context and tags that are ours, and leaves alone what others added', async () => {
    const cloud = await assets()
    const first = desired(key, observed({ metadata: { alt: 'one', photographer: 'Anna' } }), MAPPING)
    await cloud.upload(upload('mine', true, first))
    // What somebody does in Cloudinary's own console.
    const theirs = {
      ...first,
      attributes: { context: { ...first.attributes.context, caption: 'by hand' }, tags: ['hand', 'press'] },
    }
    const none = { context: [], tags: [] }
    await cloud.update({ address, desired: theirs, ours: none, timeoutMs: 5000 })
    const second = desired(key, observed({ metadata: { alt: 'two' } }), MAPPING)
    const ours = { context: Object.keys(first.attributes.context), tags: ['press'] }
    const asset = await cloud.update({ address, desired: second, ours, timeoutMs: 5000 })
    expect(asset?.context).to.deep.equal({ ...second.attributes.context, caption: 'by hand' })
    expect(asset?.tags).to.deep.equal(['hand', 'press'])
  })

  it('takes the last tag away', async () => {
    const cloud = await assets()
    const asset = await stored(
      cloud.upload(upload('tagged', true, desired(key, undefined, { defaults: { tags: ['a'] } }))),
    )
    expect(asset.tags).to.deep.equal(['a'])
    const untagged = desired(key, undefined, { defaults: { tags: [] } })
    const ours = { context: [], tags: ['a'] }
    expect((await cloud.update({ address, desired: untagged, ours, timeoutMs: 5000 }))?.tags).to.deep.equal([])
    expect((await cloud.find(address, 5000))?.tags).to.deep.equal([])
  })

  it('finds no asset to update where there is none', async () => {
    const cloud = await assets()
    const nowhere = { ...address, publicId: 'nowhere' }
    const update = { address: nowhere, desired: plain, ours: { context: [], tags: [] }, timeoutMs: 5000 }
    expect(await cloud.update(update)).to.equal(undefined)
  })

  it('says where an asset is, if that is not where it was asked to be', async () => {
    await setSettings(server, { replacedCharacters: '=|' })
    const cloud = await assets()
    const kept = { ...address, publicId: address.publicId.replaceAll('=', '_').replaceAll('|', '_') }
    expect((await stored(cloud.upload(upload('elsewhere')))).address).to.deep.equal(kept)
    const to = { ...address, publicId: 'a=b' }
    const moved = await cloud.rename({ from: kept, to, invalidate: true, timeoutMs: 5000 })
    expect(moved?.address).to.deep.equal({ ...address, publicId: 'a_b' })
    await setSettings(server, {})
  })

  it('is refused a public ID that is too long as a whole, and does not try again', async () => {
    const long = desired(`${'x'.repeat(150)}/${'y'.repeat(150)}.jpg`)
    const cloud = await assets()
    expect((await stored(cloud.upload(upload('long', true, long)))).address).to.deep.equal(long.address)
    await setSettings(server, { publicIdLimit: 'whole' })
    const thrown = await cloud.upload(upload('longer', true, long)).catch((reason: unknown) => reason)
    expect(thrown).to.include({ name: 'PermanentError', code: 'cloudinary-400' })
    expect(thrown)
      .to.have.property('message')
      .that.matches(/public_id .* is too long/)
    // It is not taken for an address that is taken: the asset stays where it is.
    const to = { ...address, publicId: long.address.publicId }
    const move = cloud.rename({ from: address, to, invalidate: true, timeoutMs: 5000 })
    expect(await move.catch((reason: unknown) => reason)).to.include({ code: 'cloudinary-400' })
    await setSettings(server, {})
  })

  it('sends no change for which the look before it has left too little time', async () => {
    const cloud = await assets()
    const before = await stored(cloud.upload(upload('slow')))
    await fault({ operation: 'explicit', delayMs: 3000 })
    const tagged = desired(key, undefined, { defaults: { tags: ['late'] } })
    const update = cloud.update({ address, desired: tagged, ours: { context: [], tags: [] }, timeoutMs: 5500 })
    expect(await failureOf(update)).to.include({ code: 'out-of-time', kind: 'waiting', effect: 'none' })
    expect((await cloud.find(address, 5000))?.tags).to.deep.equal(before.tags)
  })

  it('tries again after a 420 that names no time', async () => {
    await fault({ operation: 'upload', status: 420, effect: 'none', times: 2 })
    expect((await stored((await assets()).upload(upload('three')))).sizeBytes).to.equal(jpeg('three').length)
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
