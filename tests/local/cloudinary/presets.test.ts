import { expect } from 'chai'
import sharp from 'sharp'
import { dataUri, jpeg, mp4 } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, bytesAt, defineTexts, find, refusalOf, upload, useCloudinary } from './support.ts'

function picture(width: number, height: number, format: 'jpeg' | 'png' = 'jpeg') {
  return sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .toFormat(format)
    .toBuffer()
}

describe('upload presets', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const to = () => access(cloudinary())
  const create = (name: string, options: object) => sdk.api.create_upload_preset({ ...to(), name, ...options })

  it('are created, shown, listed, changed and deleted', async () => {
    const given = { tags: 'a,b', context: 'k=v', overwrite: false, transformation: { width: 50, crop: 'limit' } }
    const created = await create('whole', { unsigned: true, ...given, eager: [{ width: 10, crop: 'scale' }] })
    expect(created).to.include({ message: 'created', name: 'whole' })
    const shown = await sdk.api.upload_preset('whole', to())
    expect(shown).to.include({ name: 'whole', unsigned: true })
    expect(shown.settings).to.deep.equal({
      ...{ tags: ['a', 'b'], context: { k: 'v' }, overwrite: false },
      ...{ transformation: [{ width: 50, crop: 'limit' }], eager: [[{ width: 10, crop: 'scale' }]] },
    })
    expect(await sdk.api.update_upload_preset('whole', { ...to(), tags: 'c', unsigned: false })).to.include({
      message: 'updated',
    })
    const { presets } = await sdk.api.upload_presets(to())
    expect(presets.map(({ name }: { name: string }) => name)).to.deep.equal(['whole'])
    expect(presets[0]).to.include({ unsigned: false })
    expect(presets[0].settings).to.deep.include({ tags: 'c', context: 'k=v', overwrite: false })
    expect(await sdk.api.delete_upload_preset('whole', to())).to.include({ message: 'deleted' })
    expect(await refusalOf(sdk.api.upload_preset('whole', to()))).to.match(/^404 /)
  })

  it('give an upload what it does not say itself', async () => {
    await defineTexts(cloudinary(), 'm')
    await create('giving', { tags: 'preset', context: 'k=preset', metadata: 'm=preset', folder: 'in' })
    const answer = await upload(cloudinary(), jpeg(), { public_id: 'x', upload_preset: 'giving', tags: 'own' })
    expect(answer).to.deep.include({
      ...{ public_id: 'in/x', tags: ['own'], context: { custom: { k: 'preset' } }, metadata: { m: 'preset' } },
    })
  })

  it('are refused when they are not there, or name what an upload would be refused for', async () => {
    const missing = upload(cloudinary(), jpeg(), { upload_preset: 'missing', public_id: 'refused' })
    expect(await refusalOf(missing)).to.equal('400 Upload preset not found')
    expect(await find(cloudinary(), 'refused')).to.equal(undefined)
    expect(await refusalOf(create('wrong', { type: 'secret' }))).to.equal('400 Invalid value secret for parameter type')
  })

  it('let those upload who do not sign, if they say so, but never overwrite', async () => {
    await create('open', { unsigned: true, tags: 'public' })
    await create('closed', {})
    const unsigned = (preset: string, publicId: string, bytes = jpeg()) =>
      sdk.uploader.unsigned_upload(dataUri(bytes), preset, { ...to(), public_id: publicId })
    expect(await unsigned('open', 'unsigned')).to.deep.include({ public_id: 'unsigned', tags: ['public'] })
    expect(await unsigned('open', 'unsigned', jpeg(5))).to.include({ existing: true, bytes: jpeg().length })
    expect(await refusalOf(unsigned('closed', 'other'))).to.equal(
      '400 Upload preset must be whitelisted for unsigned uploads',
    )
  })

  describe('with an incoming transformation', () => {
    const cases: [string, object, object][] = [
      ['limits', { width: 50, height: 50, crop: 'limit' }, { width: 50, height: 25, format: 'jpg' }],
      ['does not enlarge', { width: 500, crop: 'limit' }, { width: 200, height: 100, format: 'jpg' }],
      ['scales', { width: 50, height: 50, crop: 'scale' }, { width: 50, height: 50 }],
      ['scales to a share', { width: '0.5', crop: 'scale' }, { width: 100, height: 50 }],
      ['fills', { width: 30, height: 40, crop: 'fill' }, { width: 30, height: 40 }],
      ['turns', { angle: 90 }, { width: 100, height: 200 }],
      ['changes the format', { fetch_format: 'webp' }, { width: 200, height: 100, format: 'webp' }],
      ['chains', [{ width: 100, crop: 'scale' }, { angle: 90 }], { width: 50, height: 100 }],
    ]
    for (const [name, transformation, expected] of cases) {
      it(name, async () => {
        await create(`incoming ${name}`, { transformation })
        const source = await picture(200, 100)
        const answer = await upload(cloudinary(), source, { upload_preset: `incoming ${name}`, public_id: name })
        expect(answer).to.include(expected)
        const stored = await bytesAt(answer.url)
        const { width, height } = await sharp(stored).metadata()
        expect(answer).to.include({ width, height, bytes: stored.length })
      })
    }

    it('lowers the quality', async () => {
      const noise = sharp({
        create: {
          width: 64,
          height: 64,
          channels: 3,
          noise: { type: 'gaussian', mean: 128, sigma: 50 },
          background: '#000',
        },
      })
      const source = await noise.jpeg({ quality: 95 }).toBuffer()
      const bytesAfter = async (quality: number) => (await upload(cloudinary(), source, { quality })).bytes
      expect(await bytesAfter(10)).to.be.below((await bytesAfter(90)) / 2)
    })

    it('stores another format, and leaves alone what is no image', async () => {
      const answer = await upload(cloudinary(), await picture(20, 10), { format: 'png', public_id: 'formatted' })
      expect(answer).to.include({ format: 'png', width: 20, height: 10 })
      const raw = await upload(cloudinary(), mp4(), { resource_type: 'auto', width: 50, crop: 'scale' })
      expect(raw).to.include({ resource_type: 'video', bytes: mp4().length })
    })

    it('refuses what is none', async () => {
      const source = await picture(20, 10)
      const refusal = (options: object) => refusalOf(upload(cloudinary(), source, { public_id: 'none', ...options }))
      expect(await refusal({ raw_transformation: 'nonsense' })).to.equal(
        '400 Invalid transformation component - nonsense',
      )
      expect(await refusal({ width: 10, crop: 'bend' })).to.equal('400 Invalid value bend for parameter crop')
      expect(await refusal({ quality: 101 })).to.equal('400 Invalid value 101 for parameter quality')
      expect(await find(cloudinary(), 'none')).to.equal(undefined)
    })
  })
})
