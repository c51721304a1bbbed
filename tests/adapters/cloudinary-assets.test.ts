import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { setSettings } from '../local/cloudinary/support.ts'
import { desired, observed } from '../rules/fixtures.ts'
import { failureOf, key, plain, stored, upload, useCloudinary } from './cloudinary-stand-in.ts'

const MAPPING = {
  defaults: { tags: ['press'], contextFrom: { alt: 'metadata:alt', photographer: 'metadata:photographer' } },
}
const { address } = plain

/** The port on which a server listens, as soon as it does. */
async function port(server: Server): Promise<number> {
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('the Cloudinary adapter', () => {
  const cloudinary = useCloudinary()

  it('lets Cloudinary read what is empty, and stores nothing, whatever it makes of that', async () => {
    const cloud = cloudinary.assets()
    const marker = createServer((_, response) => response.end())
    const probed = { resourceType: 'image', type: 'private', publicId: 'probed' } as const
    const empty = `http://127.0.0.1:${await port(marker.listen(0, '127.0.0.1'))}/marker`
    await cloud.readEmpty(probed, empty, 5000)
    await cloud.readEmpty(probed, upload('taken for a file').location, 5000)
    expect([await cloud.find(probed, 5000), await cloud.cloudName()]).to.deep.equal([undefined, 'demo'])
    const unreadable = await failureOf(cloud.readEmpty(probed, 'http://127.0.0.1:9/marker', 5000))
    expect(unreadable).to.include({ code: 'source-unreadable', scope: 'source' })
    await cloudinary.fault({
      operation: 'upload',
      status: 400,
      message: 'Error in loading s3://studio/empty - Empty file',
    })
    await cloud.readEmpty(probed, empty, 5000)
    await cloudinary.fault({
      operation: 'upload',
      status: 400,
      message: 'Error in loading s3://studio/empty - Access Denied',
    })
    expect(await failureOf(cloud.readEmpty(probed, empty, 5000))).to.include({ code: 'source-unreadable' })
    await cloudinary.fault({ operation: 'upload', status: 503 })
    expect(await failureOf(cloud.readEmpty(probed, empty, 5000))).to.include({ code: 'cloudinary-503', scope: 'cloud' })
    marker.close()
  })

  it('uploads, finds, updates, renames and destroys, and keeps odd context', async () => {
    const cloud = cloudinary.assets()
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
    const cloud = cloudinary.assets()
    const first = desired(key, observed({ metadata: { alt: 'one', photographer: 'Anna' } }), MAPPING)
    await cloud.upload(upload('mine', true, first))
    // What someone does in Cloudinary's own console.
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
    const cloud = cloudinary.assets()
    const asset = await stored(
      cloud.upload(upload('tagged', true, desired(key, undefined, { defaults: { tags: ['a'] } }))),
    )
    expect(asset.tags).to.deep.equal(['a'])
    const untagged = desired(key, undefined, { defaults: { tags: [] } })
    const ours = { context: [], tags: ['a'] }
    expect((await cloud.update({ address, desired: untagged, ours, timeoutMs: 5000 }))?.tags).to.deep.equal([])
    expect((await cloud.find(address, 5000))?.tags).to.deep.equal([])
  })

  it('updates no asset that another bucket`s label claims', async () => {
    const cloud = cloudinary.assets()
    await stored(cloud.upload(upload('one')))
    const context = { ...plain.attributes.context, source_bucket: 'another' }
    const desired = { ...plain, attributes: { ...plain.attributes, context } }
    const update = { address, desired, ours: { context: [], tags: [] }, timeoutMs: 5000 }
    expect(await cloud.update(update)).to.equal(undefined)
    const found = await cloud.find(address, 5000)
    expect(found?.context).to.deep.equal(plain.attributes.context)
    // The key's own is its own, whatever someone has written into its label.
    const own = found?.assetId ?? ''
    expect((await cloud.update({ ...update, own }))?.context).to.deep.equal(context)
  })

  it('finds no asset to update where there is none', async () => {
    const cloud = cloudinary.assets()
    const nowhere = { ...address, publicId: 'nowhere' }
    const update = { address: nowhere, desired: plain, ours: { context: [], tags: [] }, timeoutMs: 5000 }
    expect(await cloud.update(update)).to.equal(undefined)
  })

  it('says where an asset is, if that is not where it was asked to be', async () => {
    await setSettings(cloudinary.server, { replacedCharacters: '=|' })
    const cloud = cloudinary.assets()
    const kept = { ...address, publicId: address.publicId.replaceAll('=', '_').replaceAll('|', '_') }
    expect((await stored(cloud.upload(upload('elsewhere')))).address).to.deep.equal(kept)
    const to = { ...address, publicId: 'a=b' }
    const moved = await cloud.rename({ from: kept, to, invalidate: true, timeoutMs: 5000 })
    expect(moved?.address).to.deep.equal({ ...address, publicId: 'a_b' })
    await setSettings(cloudinary.server, {})
  })

  it('is refused a public ID that is too long as a whole, and does not try again', async () => {
    const long = desired(`${'x'.repeat(150)}/${'y'.repeat(150)}.jpg`)
    const cloud = cloudinary.assets()
    expect((await stored(cloud.upload(upload('long', true, long)))).address).to.deep.equal(long.address)
    await setSettings(cloudinary.server, { publicIdLimit: 'whole' })
    const thrown = await cloud.upload(upload('longer', true, long)).catch((reason: unknown) => reason)
    expect(thrown).to.include({ name: 'PermanentError', code: 'cloudinary-400' })
    expect(thrown)
      .to.have.property('message')
      .that.matches(/public_id .* is too long/)
    // It is not taken for an address that is taken: the asset stays where it is.
    const to = { ...address, publicId: long.address.publicId }
    const move = cloud.rename({ from: address, to, invalidate: true, timeoutMs: 5000 })
    expect(await move.catch((reason: unknown) => reason)).to.include({ code: 'cloudinary-400' })
    await setSettings(cloudinary.server, {})
  })
})
