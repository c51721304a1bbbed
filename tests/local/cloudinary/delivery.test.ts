import { expect } from 'chai'
import { jpeg, mp4, png } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { account, bytesAt, upload, useCloudinary } from './support.ts'

describe('delivery', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const get = (path: string, options: RequestInit = {}) => fetch(`${cloudinary().origin}/demo/${path}`, options)

  it('shows the bytes with or without version and format', async () => {
    const { version, etag } = await upload(cloudinary(), jpeg(2), { public_id: 'a b/ü' })
    for (const path of [`v${version}/a%20b/%C3%BC.jpg`, 'a%20b/ü.jpg', 'a b/ü', 'a%20b%2Fü.jpeg', 'v1/a b/ü.jpg']) {
      const response = await get(`image/upload/${path}`)
      expect(response.headers.get('content-type'), path).to.equal('image/jpeg')
      expect(response.headers.get('etag')).to.equal(`"${etag}"`)
      expect(Buffer.from(await response.arrayBuffer())).to.deep.equal(jpeg(2))
    }
  })

  it('tells the extension of an id from a format', async () => {
    await upload(cloudinary(), jpeg(1), { public_id: 'x' })
    await upload(cloudinary(), jpeg(2), { public_id: 'x.jpg' })
    expect(await bytesAt(`${cloudinary().origin}/demo/image/upload/x.jpg`)).to.deep.equal(jpeg(1))
    expect(await bytesAt(`${cloudinary().origin}/demo/image/upload/x.jpg.jpg`)).to.deep.equal(jpeg(2))
  })

  it('knows content types', async () => {
    const typeOf = async (bytes: Buffer, options: object) =>
      (await fetch((await upload(cloudinary(), bytes, options)).url)).headers.get('content-type')
    expect(await typeOf(png(), {})).to.equal('image/png')
    expect(await typeOf(mp4(), { resource_type: 'video' })).to.equal('video/mp4')
    expect(await typeOf(Buffer.from('a'), { resource_type: 'raw', public_id: 'a.txt' })).to.match(/^text\/plain/)
    expect(await typeOf(Buffer.from('a'), { resource_type: 'raw', public_id: 'a' })).to.equal(
      'application/octet-stream',
    )
    expect(await typeOf(Buffer.from('%PDF-1.4'), { public_id: 'a' })).to.equal('application/pdf')
  })

  it('answers HEAD', async () => {
    await upload(cloudinary(), png(), { public_id: 'head' })
    const response = await get('image/upload/head.png', { method: 'HEAD' })
    expect(response.headers.get('content-length')).to.equal(String(png().length))
    expect(await response.text()).to.equal('')
  })

  it('keeps from sight what is not public', async () => {
    const statusOf = async (options: object) => (await fetch((await upload(cloudinary(), jpeg(), options)).url)).status
    const hourMs = 3_600_000
    const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString()
    expect(await statusOf({ type: 'private' })).to.equal(401)
    expect(await statusOf({ type: 'authenticated' })).to.equal(401)
    expect(await statusOf({ access_control: [{ access_type: 'token' }] })).to.equal(401)
    expect(await statusOf({ access_control: [{ access_type: 'anonymous', start: inHours(1) }] })).to.equal(401)
    expect(
      await statusOf({ access_control: [{ access_type: 'anonymous', start: inHours(-2), end: inHours(-1) }] }),
    ).to.equal(401)
    expect(
      await statusOf({ access_control: [{ access_type: 'anonymous', start: inHours(-1), end: inHours(1) }] }),
    ).to.equal(200)
    expect(await statusOf({})).to.equal(200)
  })

  it('shows to those who have a signed address what is not public', async () => {
    const options = { cloud_name: 'demo', api_secret: account.apiSecret, sign_url: true, secure: false }
    const signed = (publicId: string, more: object = {}) =>
      sdk
        .url(publicId, { ...options, type: 'authenticated', force_version: false, ...more })
        .replace(/^http:\/\/[^/]+\//, '')
    const statusOf = async (path: string) => (await fetch(`${cloudinary().origin}/${path}`)).status
    const id = 'a b/ü~c'
    await upload(cloudinary(), jpeg(), { public_id: id, type: 'authenticated' })
    expect(await statusOf(signed(`${id}.jpg`))).to.equal(200)
    expect(await statusOf(signed(`${id}.jpg`, { version: 17 }))).to.equal(200)
    expect(await statusOf(signed(`${id}.jpg`, { width: 5, crop: 'scale' }))).to.equal(200)
    expect(await statusOf(signed(`${id}.jpg`, { long_url_signature: true }))).to.equal(200)
    expect(await statusOf(signed('other.jpg'))).to.equal(404)
    // A signature holds for its own address only.
    const [signature = ''] = /s--.{8}--/.exec(signed('other.jpg')) ?? []
    const stolen = signed(`${id}.jpg`).replace(/s--.{8}--/, signature)
    expect(await statusOf(stolen)).to.equal(401)
    expect(await statusOf(signed(`${id}.jpg`, { api_secret: 'guessed' }))).to.equal(401)
  })

  it('does not show what is not there', async () => {
    await upload(cloudinary(), jpeg(), { public_id: 'there' })
    const paths = ['image/upload/missing', 'image/upload/there.txt', 'raw/upload/there', 'image/upload', 'x', '%zz']
    for (const path of paths) expect((await get(path)).status, path).to.equal(404)
    expect((await fetch(`${cloudinary().origin}/other/image/upload/there`)).status).to.equal(404)
    expect((await get('image/upload/there', { method: 'POST' })).status).to.equal(404)
  })

  it('holds while an asset is replaced again and again', async () => {
    await upload(cloudinary(), png(1, 1), { public_id: 'changing' })
    let isChanging = true
    const change = async () => {
      for (let width = 2; width < 40; width += 1) await upload(cloudinary(), png(width, 1), { public_id: 'changing' })
      isChanging = false
    }
    const look = async () => {
      while (isChanging) {
        const bytes = await bytesAt(`${cloudinary().origin}/demo/image/upload/changing`)
        expect(bytes).to.deep.equal(png(bytes.readUInt32BE(16), 1))
      }
    }
    await Promise.all([change(), look(), look(), look()])
  })
})
