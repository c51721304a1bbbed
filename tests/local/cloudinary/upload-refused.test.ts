import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { jpeg, mp4, png } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { account, refusalOf, upload, useCloudinary, useDirectory, useStart } from './support.ts'

describe('uploading to the stand-in is refused for', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const directory = useDirectory()
  const start = useStart()

  const cases: [string, Buffer, object, string][] = [
    ['an empty image', Buffer.alloc(0), {}, '400 Empty file'],
    ['an empty raw file', Buffer.alloc(0), { resource_type: 'raw' }, '400 Empty file'],
    ['an image that is none', Buffer.from('text'), {}, '400 Invalid image file'],
    ['a JPEG that is cut off', jpeg().subarray(0, 40), {}, '400 Invalid image file'],
    ['a video that is none', Buffer.from('x'), { resource_type: 'video' }, '400 Unsupported video format or file'],
    ['a video as an image', mp4(), {}, '400 Invalid image file'],
    ['a bad public id', jpeg(), { public_id: 'a?b' }, '400 public_id (a?b) is invalid'],
    ['a bad folder', jpeg(), { public_id: 'a', folder: '/f' }, '400 public_id (/f/a) is invalid'],
    ['an unknown type', jpeg(), { type: 'secret' }, '400 Invalid value secret for parameter type'],
    [
      'a bad access_control',
      jpeg(),
      { access_control: '[{"access_type":"all"}]' },
      '400 Invalid value [{"access_type":"all"}] for parameter access_control',
    ],
  ]
  for (const [name, bytes, options, message] of cases) {
    it(name, async () => {
      expect(await refusalOf(upload(cloudinary(), bytes, options))).to.equal(message)
    })
  }

  it('an upload of nothing, and of what it cannot fetch', async () => {
    const form = new FormData()
    const timestamp = String(Math.floor(Date.now() / 1000))
    form.set('timestamp', timestamp)
    form.set('api_key', account.apiKey)
    form.set('signature', sdk.utils.api_sign_request({ timestamp }, account.apiSecret))
    const post = () => fetch(`${cloudinary().origin}/v1_1/demo/image/upload`, { method: 'POST', body: form })
    expect(await (await post()).json()).to.deep.equal({ error: { message: 'Missing required parameter - file' } })
    form.set('file', 'blob:what')
    expect(await (await post()).json()).to.deep.equal({ error: { message: 'Unsupported source URL: blob:what' } })
  })

  it('and keeps no byte of what it refused', async () => {
    const dataDirectory = join(directory(), 'refusing')
    const refusing = await start({ dataDirectory })
    await refusalOf(upload(refusing, Buffer.from('no image')))
    await refusalOf(upload(refusing, jpeg(), { api_secret: 'wrong' }))
    await upload(refusing, jpeg(), { public_id: 'one' })
    await upload(refusing, png(), { public_id: 'one', overwrite: false })
    await upload(refusing, png(), { public_id: 'one' })
    await refusing.stop()
    expect(readdirSync(join(dataDirectory, 'blobs')).length).to.equal(1)
  })
})
