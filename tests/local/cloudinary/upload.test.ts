import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { UploadApiResponse } from 'cloudinary'
import { dataUri, jpeg, mp4, png } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { sdk } from './sdk.ts'
import {
  access,
  account,
  bytesAt,
  defineTexts,
  find,
  refusalOf,
  upload,
  useCloudinary,
  useDirectory,
} from './support.ts'

function sha1(text: string) {
  return createHash('sha1').update(text).digest('hex')
}

function md5(bytes: Buffer) {
  return createHash('md5').update(bytes).digest('hex')
}

describe('uploading to the stand-in', () => {
  const clock = new ManualClock()
  const cloudinary = useCloudinary({ onDisk: true, clock })
  const directory = useDirectory()

  before(() => defineTexts(cloudinary(), 'm'))

  const fileOf = (name: string, bytes: Buffer): string => {
    writeFileSync(join(directory(), name), bytes)
    return join(directory(), name)
  }

  it('answers what Cloudinary answers', async () => {
    const answer = await upload(cloudinary(), fileOf('A Photo.JPEG', jpeg(3)), { public_id: 'a b/ü', tags: ['x', 'y'] })
    expect(answer).to.include({
      ...{ public_id: 'a b/ü', resource_type: 'image', type: 'upload', format: 'jpg', width: 24, height: 8 },
      ...{ bytes: jpeg(3).length, etag: md5(jpeg(3)), original_filename: 'A Photo', placeholder: false },
      access_mode: 'public',
    })
    expect(answer.tags).to.deep.equal(['x', 'y'])
    expect(answer.asset_id).to.match(/^[0-9a-f]{32}$/)
    expect(answer.version_id).to.match(/^[0-9a-f]{32}$/)
    expect(answer.created_at).to.equal(new Date(clock.nowMs()).toISOString().replace('.000Z', 'Z'))
    expect(answer.version).to.equal(clock.nowMs() / 1000)
    expect(answer.url).to.equal(`${cloudinary().origin}/demo/image/upload/v${answer.version}/a%20b/%C3%BC.jpg`)
    const { public_id, version } = answer
    expect(answer.signature).to.equal(sha1(`public_id=${public_id}&version=${version}${account.apiSecret}`))
    expect(answer).to.not.have.any.keys('existing', 'overwritten', 'context', 'metadata')
  })

  it('takes bytes as a file, as a stream and as a data: URI', async () => {
    const bytes = png(5, 4)
    const answers = [
      await upload(cloudinary(), fileOf('one.png', bytes)),
      await upload(cloudinary(), bytes),
      await upload(cloudinary(), dataUri(bytes, 'image/png')),
    ]
    for (const answer of answers) {
      expect(answer).to.include({ format: 'png', width: 5, height: 4, etag: md5(bytes) })
      expect(await bytesAt(answer.secure_url)).to.deep.equal(bytes)
    }
    expect(new Set(answers.map(({ public_id }) => public_id)).size).to.equal(3)
  })

  it('replaces an asset, which keeps its identity and nothing else', async () => {
    const annotations = { tags: 'a', context: 'k=v', metadata: 'm=1', access_control: [{ access_type: 'anonymous' }] }
    const first = await upload(cloudinary(), jpeg(), { public_id: 'replaced', ...annotations })
    expect(first.context).to.deep.equal({ custom: { k: 'v' } })
    expect(first.metadata).to.deep.equal({ m: '1' })
    const second = await upload(cloudinary(), png(), { public_id: 'replaced' })
    expect(second).to.include({ asset_id: first.asset_id, created_at: first.created_at, overwritten: true })
    expect(second).to.include({ format: 'png', width: 3 })
    expect(second.version).to.be.above(first.version)
    expect(second.version_id).to.not.equal(first.version_id)
    expect(second.tags).to.deep.equal([])
    expect(second).to.not.have.any.keys('context', 'metadata', 'access_control')
    expect(await bytesAt(second.url)).to.deep.equal(png())
    const third = await upload(cloudinary(), png(), { public_id: 'replaced' })
    expect(third.version).to.be.above(second.version)
  })

  it('leaves an asset that exists alone when told not to overwrite', async () => {
    const first = await upload(cloudinary(), jpeg(), { public_id: 'kept', tags: 'a', overwrite: false })
    expect(first).to.not.have.property('existing')
    const second = await upload(cloudinary(), png(), { public_id: 'kept', tags: 'b', overwrite: false })
    expect(second).to.deep.equal({ ...first, existing: true })
    expect(await bytesAt(second.url)).to.deep.equal(jpeg())
  })

  it('makes one asset of simultaneous first uploads', async () => {
    const bodies = Array.from({ length: 8 }, (_, index) => png(index + 1, 1))
    const answers = await Promise.all(bodies.map((body) => upload(cloudinary(), body, { public_id: 'raced' })))
    expect(new Set(answers.map(({ asset_id }) => asset_id)).size).to.equal(1)
    expect(new Set(answers.map(({ version }) => version)).size).to.equal(8)
    expect(answers.filter(({ overwritten }) => overwritten !== true).length).to.equal(1)
    const last = answers.toSorted((left, right) => right.version - left.version)[0]
    expect(await find(cloudinary(), 'raced')).to.include({ etag: last?.etag, version: last?.version })
    expect(md5(await bytesAt(last?.url ?? ''))).to.equal(last?.etag)
  })

  it('gives a new identity to an asset that was destroyed and comes back', async () => {
    const first = await upload(cloudinary(), jpeg(), { public_id: 'reborn' })
    await sdk.uploader.destroy('reborn', access(cloudinary()))
    const second = await upload(cloudinary(), jpeg(), { public_id: 'reborn' })
    expect(second.asset_id).to.not.equal(first.asset_id)
    expect(second).to.not.have.property('overwritten')
  })

  it('keeps assets of different kinds and delivery types apart', async () => {
    const ids = await Promise.all([
      upload(cloudinary(), jpeg(), { public_id: 'same' }),
      upload(cloudinary(), jpeg(), { public_id: 'same', type: 'private' }),
      upload(cloudinary(), jpeg(), { public_id: 'same', type: 'authenticated' }),
      upload(cloudinary(), mp4(), { public_id: 'same', resource_type: 'video' }),
      upload(cloudinary(), jpeg(), { public_id: 'same', resource_type: 'raw' }),
    ])
    expect(new Set(ids.map(({ asset_id }) => asset_id)).size).to.equal(5)
  })

  it('keeps the extension of raw files only, and of those that it names itself', async () => {
    const named = await upload(cloudinary(), Buffer.from('text'), { public_id: 'a.txt', resource_type: 'raw' })
    expect(named.public_id).to.equal('a.txt')
    expect(named).to.not.have.any.keys('format', 'width', 'height')
    expect(named.url).to.match(/\/demo\/raw\/upload\/v\d+\/a\.txt$/)
    const unnamed = await upload(cloudinary(), fileOf('b.txt', Buffer.from('text')), { resource_type: 'raw' })
    expect(unnamed.public_id).to.match(/^[a-z0-9]{20}\.txt$/)
    const image = await upload(cloudinary(), jpeg(), { public_id: 'a.jpg' })
    expect(image.url).to.match(/\/a\.jpg\.jpg$/)
  })

  it('finds out by itself what a file is', async () => {
    const kindOf = async (bytes: Buffer, filename: string) =>
      (await upload(cloudinary(), bytes, { filename, resource_type: 'auto' })).resource_type
    expect(await kindOf(jpeg(), 'file')).to.equal('image')
    expect(await kindOf(mp4(), 'file')).to.equal('video')
    expect(await kindOf(Buffer.from('a,b'), 'a.csv')).to.equal('raw')
    expect(await kindOf(Buffer.from('no image'), 'a.jpg')).to.equal('raw')
  })

  it('puts assets into folders', async () => {
    const answer = await upload(cloudinary(), jpeg(), { public_id: 'name', folder: 'in/folder' })
    expect(answer).to.include({ public_id: 'in/folder/name', asset_folder: 'in/folder', display_name: 'name' })
    const other = await upload(cloudinary(), jpeg(), { public_id: 'n', asset_folder: 'f', display_name: 'shown' })
    expect(other).to.include({ public_id: 'n', asset_folder: 'f', display_name: 'shown' })
  })

  it('takes a large file in chunks, none of them but the last too small', async () => {
    const bytes = Buffer.concat([png(), Buffer.alloc(5_500_000, 'x')])
    const sendLarge = (chunk_size: number) => {
      const { promise, resolve, reject } = Promise.withResolvers<UploadApiResponse | undefined>()
      const options = { ...access(cloudinary()), chunk_size, public_id: 'large', resource_type: 'image' as const }
      sdk.uploader.upload_large(fileOf('large.png', bytes), options, (error, result) =>
        error ? reject(error) : resolve(result),
      )
      return promise
    }
    expect(await refusalOf(sendLarge(900_000))).to.contain('All parts except EOF-chunk must be larger than 5mb')
    expect(await sendLarge(5 * 2 ** 20)).to.include({ public_id: 'large', bytes: bytes.length, etag: md5(bytes) })
    expect(await bytesAt(`${cloudinary().origin}/demo/image/upload/large.png`)).to.deep.equal(bytes)
  })
})
