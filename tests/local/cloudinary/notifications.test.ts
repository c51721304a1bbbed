import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { dataUri, jpeg, png } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { type Received, useReceiver } from './receiver.ts'
import { sdk } from './sdk.ts'
import { account, bytesAt, find, refusalOf, setSettings, upload, useCloudinary, useStart } from './support.ts'
import { until } from './waiting.ts'

describe('uploads in the background, and notifications', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const receiver = useReceiver()
  const start = useStart()
  const notified = (publicId: string) => ({ public_id: publicId, async: true, notification_url: receiver.url })
  const defer = (publicId: string, options: object = {}, file: Buffer | string = dataUri(png(), 'image/png')) =>
    upload(cloudinary(), file, { ...notified(publicId), ...options })
  const firstOf = async (publicId: string): Promise<Received> => {
    const [first] = await receiver.untilReceived(publicId, 1)
    return first ?? { headers: {}, body: '', json: {} }
  }
  const notificationOf = async (publicId: string) => (await firstOf(publicId)).json

  afterEach(async () => {
    await fetch(`${cloudinary().origin}/_control/settings`, { method: 'DELETE' })
  })

  it('answer at once that they are pending, and take effect later', async () => {
    const clock = new ManualClock()
    const slow = await start({ clock })
    await setSettings(slow, { asyncDelayMs: 300 })
    const answer = await upload(slow, dataUri(png(), 'image/png'), { ...notified('later'), tags: 'a' })
    expect(answer).to.deep.equal({
      ...{ status: 'pending', resource_type: 'image', type: 'upload', public_id: 'later' },
      batch_id: answer.batch_id,
    })
    expect(answer.batch_id).to.match(/^[0-9a-f]{32}$/)
    await until(
      'the wait',
      () => clock.waiting,
      ([waitMs]) => waitMs === 300,
    )
    expect(await find(slow, 'later')).to.equal(undefined)
    expect(receiver.of('later')).to.deep.equal([])
    clock.advance(300)
    await notificationOf('later')
    expect(await bytesAt((await find(slow, 'later'))?.url ?? '')).to.deep.equal(png())
  })

  it('tell what was stored', async () => {
    const { batch_id } = await defer('told', { tags: 'a,b', context: 'k=v' }, jpeg(3))
    const notification = await notificationOf('told')
    const asset = await find(cloudinary(), 'told')
    expect(notification).to.deep.include({
      ...{ notification_type: 'upload', batch_id, public_id: 'told', resource_type: 'image', type: 'upload' },
      ...{ asset_id: asset?.asset_id, version: asset?.version, etag: asset?.etag, bytes: jpeg(3).length, width: 24 },
      ...{ tags: ['a', 'b'], context: { custom: { k: 'v' } }, signature_key: account.apiKey },
    })
    expect(notification.timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
    expect(notification).to.not.have.any.keys('signature', 'api_key', 'status')
  })

  it('name neither a resource type nor an id that are not known yet', async () => {
    const answer = await upload(cloudinary(), jpeg(), { async: true, resource_type: 'auto' })
    expect(answer).to.have.all.keys('status', 'type', 'batch_id')
  })

  it('are signed as the SDK checks it', async () => {
    const before = sdk.config().api_secret
    sdk.config({ api_secret: account.apiSecret })
    await defer('signed')
    const { headers, body } = await firstOf('signed')
    const timestamp = Number(headers['x-cld-timestamp'])
    const signature = String(headers['x-cld-signature'])
    const verify = (text: string) => sdk.utils.verifyNotificationSignature(text, timestamp, signature)
    expect([verify(body), verify(`${body} `)]).to.deep.equal([true, false])
    sdk.config({ api_secret: before ?? '' })
  })

  it('are signed with SHA-256 when the account is set so', async () => {
    await setSettings(cloudinary(), { notificationHash: 'sha256' })
    await defer('sha256')
    const { headers, body } = await firstOf('sha256')
    const text = body + headers['x-cld-timestamp'] + account.apiSecret
    expect(headers['x-cld-signature']).to.equal(createHash('sha256').update(text).digest('hex'))
  })

  it('tell of a failure', async () => {
    await defer('failed', {}, 'http://127.0.0.1:1/x.jpg')
    const notification = await notificationOf('failed')
    expect(notification).to.deep.include({ notification_type: 'error', public_id: 'failed' })
    expect(notification.error).to.deep.equal({
      message: 'Error in loading http://127.0.0.1:1/x.jpg - ECONNREFUSED',
    })
    expect(await find(cloudinary(), 'failed')).to.equal(undefined)
  })

  it('are refused at once where the request itself is wrong', async () => {
    expect(await refusalOf(defer('a?'))).to.equal('400 public_id (a?) is invalid')
    expect(await refusalOf(defer('a', { notification_url: 'ftp://a' }))).to.match(/^400 .*notification_url$/)
  })

  it('are sent for ordinary uploads, too, but not for their failures', async () => {
    const answer = await defer('at once', { async: false })
    expect(answer).to.include({ public_id: 'at once', format: 'png' })
    expect(await notificationOf('at once')).to.include({ asset_id: answer.asset_id, notification_type: 'upload' })
    const bad = { async: false, resource_type: 'image' }
    expect(await refusalOf(defer('bad', bad, Buffer.from('x')))).to.equal('400 Invalid image file')
    await defer('after bad')
    await notificationOf('after bad')
    expect(receiver.of('bad')).to.deep.equal([])
  })

  for (const body of ['{"asyncDelayMs":-1}', '{"delay":1}', 'x']) {
    it(`take no settings such as ${body}`, async () => {
      expect((await fetch(`${cloudinary().origin}/_control/settings`, { method: 'POST', body })).status).to.equal(400)
    })
  }
})
