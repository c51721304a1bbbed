import { expect } from 'chai'
import sharp from 'sharp'
import { mp4 } from './fixtures.ts'
import { useReceiver } from './receiver.ts'
import { sdk } from './sdk.ts'
import { access, bytesAt, refusalOf, statisticsOf, upload, useCloudinary } from './support.ts'
import { until } from './waiting.ts'

function picture() {
  return sharp({ create: { width: 200, height: 100, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer()
}

describe('derived images', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const receiver = useReceiver()
  const to = () => access(cloudinary())
  const get = (path: string) => fetch(`${cloudinary().origin}/demo/image/${path}`)

  before(async () => {
    await upload(cloudinary(), await picture(), { public_id: 'w_1/pic' })
    await upload(cloudinary(), await picture(), { public_id: 'pic' })
  })

  describe('made eagerly', () => {
    const eager = [
      { width: 20, height: 20, crop: 'fill' },
      { width: 50, crop: 'scale', format: 'webp' },
    ]

    it('are in the answer, and where it says', async () => {
      const answer = await upload(cloudinary(), await picture(), { public_id: 'eager', eager })
      expect(answer.eager).to.have.length(2)
      const [first, second] = answer.eager
      expect(first).to.include({ transformation: 'c_fill,h_20,w_20', width: 20, height: 20, format: 'jpg' })
      expect(second).to.include({ transformation: 'c_scale,w_50/webp', width: 50, height: 25, format: 'webp' })
      expect(first.url).to.match(/\/demo\/image\/upload\/c_fill,h_20,w_20\/v\d+\/eager\.jpg$/)
      expect(second.secure_url).to.match(/\/demo\/image\/upload\/c_scale,w_50\/v\d+\/eager\.webp$/)
      for (const { url, bytes, width, format } of answer.eager) {
        const delivered = await bytesAt(url)
        expect(delivered.length).to.equal(bytes)
        const read = await sharp(delivered).metadata()
        expect([read.width, read.format]).to.deep.equal([width, format === 'jpg' ? 'jpeg' : format])
      }
    })

    it('come with explicit, too, and from a preset', async () => {
      await upload(cloudinary(), await picture(), { public_id: 'explicit' })
      const answer = await sdk.uploader.explicit('explicit', { ...to(), type: 'upload', eager })
      expect(answer.eager.map(({ width }: { width: number }) => width)).to.deep.equal([20, 50])
      await sdk.api.create_upload_preset({ ...to(), name: 'eager', eager })
      const other = await upload(cloudinary(), await picture(), { upload_preset: 'eager' })
      expect(other.eager).to.have.length(2)
    })

    it('can be promised for later', async () => {
      const answer = await upload(cloudinary(), await picture(), { public_id: 'promised', eager, eager_async: true })
      expect(answer.eager[0]).to.include({ status: 'processing', transformation: 'c_fill,h_20,w_20' })
      expect((await fetch(answer.eager[0].url)).status).to.equal(200)
      expect((await statisticsOf(cloudinary())).notifications.delivered).to.equal(0)
    })

    it('are told of when they are made, where that was asked for', async () => {
      const urls = { eager_async: true, eager_notification_url: receiver.url }
      await upload(cloudinary(), await picture(), { public_id: 'promised', eager, ...urls })
      const answer = await sdk.uploader.explicit('promised', { ...to(), type: 'upload', eager, ...urls })
      await until(
        'two notifications',
        () => receiver.of('promised'),
        ({ length }) => length === 2,
      )
      const told = receiver.of('promised').find(({ json }) => json.batch_id === answer.eager[0].batch_id)?.json
      expect(told).to.include({ notification_type: 'eager', asset_id: answer.asset_id })
      expect(told?.eager).to.have.deep.nested.property('[1].width', 50)
      await until(
        'nothing in the background',
        () => statisticsOf(cloudinary()),
        ({ background }) => background === 0,
      )
    })

    it('may fail without the upload', async () => {
      const answer = await upload(cloudinary(), await picture(), { public_id: 'half', eager: [{ quality: 500 }] })
      expect(answer.eager[0]).to.include({ status: 'failed', reason: 'Invalid value 500 for parameter quality' })
      const video = await upload(cloudinary(), mp4(), { resource_type: 'video', eager })
      expect(video.eager).to.have.length(2)
      expect(await refusalOf(upload(cloudinary(), await picture(), { eager: 'nonsense' }))).to.match(/^400 /)
    })
  })

  describe('made on delivery', () => {
    const cases: [string, string, number, number, string][] = [
      ['scaled', 'w_100,c_scale/pic.jpg', 100, 50, 'jpeg'],
      ['scaled without saying so', 'h_10,w_10/pic.jpg', 10, 10, 'jpeg'],
      ['fitted', 'w_50,h_50,c_fit/pic.jpg', 50, 25, 'jpeg'],
      ['fitted and enlarged', 'w_400,c_fit/pic.jpg', 400, 200, 'jpeg'],
      ['limited', 'w_400,c_limit/pic.jpg', 200, 100, 'jpeg'],
      ['filled', 'w_50,h_50,c_fill/pic.jpg', 50, 50, 'jpeg'],
      ['a thumb', 'w_40,h_40,c_thumb,g_face/pic.jpg', 40, 40, 'jpeg'],
      ['turned', 'a_90/pic.jpg', 100, 200, 'jpeg'],
      ['chained', 'w_100,c_scale/a_90/q_50/pic.jpg', 50, 100, 'jpeg'],
      ['of another format by parameter', 'f_png/v123/pic', 200, 100, 'png'],
      ['of another format by extension', 'pic.webp', 200, 100, 'webp'],
      ['automatic', 'f_auto,q_auto/pic.jpg', 200, 100, 'jpeg'],
      ['chained, though a folder is called so', 'w_10/w_1/pic.jpg', 1, 1, 'jpeg'],
      ['the original, where a folder is called so', 'w_1/pic.jpg', 200, 100, 'jpeg'],
    ]
    for (const [name, path, width, height, format] of cases) {
      it(`are ${name}`, async () => {
        const response = await get(`upload/${path}`)
        const bytes = Buffer.from(await response.arrayBuffer())
        const read = await sharp(bytes).metadata()
        expect([read.width, read.height, read.format]).to.deep.equal([width, height, format])
        expect(response.headers.get('content-type')).to.equal(`image/${format}`)
        expect(response.headers.get('etag')).to.match(/^"[0-9a-f]{32}"$/)
      })
    }

    it('say what is wrong with them', async () => {
      const errorOf = async (path: string) => {
        const response = await get(path)
        await response.arrayBuffer()
        return [response.status, response.headers.get('x-cld-error')]
      }
      expect(await errorOf('upload/w_10/missing.jpg')).to.deep.equal([404, 'Resource not found - w_10/missing.jpg'])
      expect(await errorOf('upload/w_10,c_bend/pic.jpg')).to.deep.equal([400, 'Invalid value bend for parameter crop'])
      expect(await errorOf('upload/w_0/pic.jpg')).to.deep.equal([400, 'Invalid width or height - 0'])
    })

    it('of private images are for everyone, of restricted ones for nobody', async () => {
      await upload(cloudinary(), await picture(), { public_id: 'secret', type: 'private' })
      expect((await get('private/secret.jpg')).status).to.equal(401)
      expect((await get('private/w_10/secret.jpg')).status).to.equal(200)
      const access_control = [{ access_type: 'token' }]
      await upload(cloudinary(), await picture(), { public_id: 'restricted', access_control })
      expect((await get('upload/w_10/restricted.jpg')).status).to.equal(401)
    })
  })
})
