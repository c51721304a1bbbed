import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { labelledKey } from '../../shared/model/label.ts'
import { decodePublicId } from '../../shared/rules/public-id.ts'
import { resourceTypeOf } from '../../shared/rules/resource-type.ts'
import { splitExtension } from '../../shared/rules/rules.ts'
import { desired } from '../rules/fixtures.ts'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const KEYS: readonly string[] = [
  'a b.jpg',
  'a+b.jpg',
  'a%20b.jpg',
  'a%2Fb.jpg',
  '100%.jpg',
  'what?.jpg',
  'r&d.jpg',
  'no#1.jpg',
  'back\\slash.jpg',
  '<tag>.jpg',
  'full？width％.jpg',
  'full．stop.jpg',
  'quote"\'`.jpg',
  'semi;colon,comma.jpg',
  'pipe|equals=.jpg',
  'star*[brackets]{braces}.jpg',
  '$@!^~().jpg',
  '\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}.jpg',
  'e\u0301 combined.jpg',
  '\u00e9 composed.jpg',
  'arabic \u0645\u0631\u062d\u0628\u0627.jpg',
  'right to left \u202e.jpg',
  'zero\u200bwidth.jpg',
  'private \ue000 and last \uffff.jpg',
  'dots.. .jpg',
  'trailing space .jpg',
  ' leading space.jpg',
  '\u00a0no-break ends\u00a0.jpg',
  '/leading slash.jpg',
  'double//slash.jpg',
  'up/../and down.jpg',
  'here/./now.jpg',
  'v1/version.jpg',
  'v12.jpg',
  'images/reserved.jpg',
  'videos.jpg',
  '.jpg',
  'dots...jpg',
  'no extension',
  'tab\there.jpg',
  'Icon\r',
  'R&D/50% off/C++ #3.jpg',
  ' lead/trail /a.jpg',
  '\uff050A escape.jpg',
  'line\nbreak.jpg',
  `${'ü'.repeat(120)}/${'x'.repeat(200)}/${'y'.repeat(200)}/${'z'.repeat(375)}.jpg`,
  `long/${'ü'.repeat(200)}/${'x'.repeat(200)}/${'y'.repeat(200)}/${'z'.repeat(212)}.jpg`,
  'UPPER.JPG',
]

describe('the local stack, with the oddest keys,', function () {
  this.timeout(90_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }))
  })

  after(async () => {
    clients?.close()
    await stack.remove()
  })

  it('mirrors each one to an asset of its own that leads back to it, or refuses it with the reason', async () => {
    const { bucket } = clients.description
    for (const Key of KEYS) {
      await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: jpeg(Key), ContentType: 'image/jpeg' }))
    }
    await eventually(async () => expect((await clients.depths()).queue).to.equal(0), 60_000)
    const refused = await clients.takeDeadLetters()
    for (const { reason } of refused) expect(reason).to.match(/at most 255 characters, this one has 375; rename/)
    expect(refused.map(({ key }) => key)).to.deep.equal(KEYS.filter((key) => key.includes('z'.repeat(375))))
    const mirrored: string[] = []
    for (const resourceType of ['image', 'raw'] as const) {
      for (const publicId of await clients.publicIds(resourceType)) {
        const asset = await clients.asset(publicId, resourceType)
        const key = labelledKey(asset?.context?.custom ?? {}, bucket) ?? ''
        mirrored.push(key)
        expect(publicId).to.equal(desired(key).address.publicId)
        const { stem } = splitExtension(key)
        expect(decodePublicId(publicId)).to.equal(resourceTypeOf(key) === 'raw' ? key : stem)
      }
    }
    const expected = KEYS.filter((key) => !refused.some((one) => one.key === key))
    expect(mirrored.sort()).to.deep.equal([...expected].sort())
  })
})
