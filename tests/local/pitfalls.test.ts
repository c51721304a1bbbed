import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { z } from 'zod'
import { dynamodbRows } from '../../shared/adapters/aws/dynamodb.ts'
import { sqsQueue } from '../../shared/adapters/aws/sqs.ts'
import { systemClock } from '../../shared/adapters/clock.ts'
import { encodeEventKey } from '../../shared/event/key.ts'
import { DeletionGuard } from '../../shared/guard/guard.ts'
import { Ledger } from '../../shared/ledger/ledger.ts'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { type Asset, md5, StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const DELETIONS_MAX = 15
const statisticsSchema = z.object({
  bytesFetched: z.number(),
  operations: z.record(z.string(), z.object({ received: z.number(), succeeded: z.number() })),
})

describe('what others trip over:', function () {
  this.timeout(90_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({ DELETIONS_MAX: String(DELETIONS_MAX) }))
  })

  after(async () => {
    clients?.close()
    await stack.remove()
  })

  const Bucket = () => clients.description.bucket
  const put = (Key: string, Body: Buffer = jpeg(Key)) =>
    clients.s3.send(new PutObjectCommand({ Bucket: Bucket(), Key, Body }))
  const remove = (Key: string) => clients.s3.send(new DeleteObjectCommand({ Bucket: Bucket(), Key }))
  const copy = (from: string, Key: string) =>
    clients.s3.send(
      new CopyObjectCommand({ Bucket: Bucket(), Key, CopySource: encodeURIComponent(`${Bucket()}/${from}`) }),
    )
  const record = (eventName: string, key: string, object: object = {}) => ({
    eventVersion: '2.1',
    eventName,
    s3: { bucket: { name: Bucket() }, object: { key: encodeEventKey(key), ...object } },
  })
  const tell = (...records: object[]) =>
    clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: clients.description.queueUrl,
        MessageBody: JSON.stringify({ Records: records }),
      }),
    )
  const notify = (NotificationConfiguration: NotificationConfiguration) =>
    clients.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: Bucket(), NotificationConfiguration }))
  const quiet = (deadLetters = 0) =>
    eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters }), 40_000)
  const arrived = (publicId: string, bytes: Buffer): Promise<Asset> =>
    eventually(async () => {
      const asset = await clients.asset(publicId)
      expect(asset, publicId).to.include({ etag: md5(bytes) })
      return asset as Asset
    }, 20_000)
  const fault = (failNext: object) => clients.control('POST', 'faults', { failNext: [failNext] })
  const settings = (values: object) => clients.control('POST', 'settings', values)
  const statistics = async () => statisticsSchema.parse(await clients.control('GET', 'statistics'))
  const sentOf = async (operation: string) => (await statistics()).operations[operation]?.received ?? 0

  it('an event key that is not decoded', async () => {
    await put('with space + plus.jpg')
    await arrived('with space ＋ plus', jpeg('with space + plus.jpg'))
  })

  it('only Records[0] read', async () => {
    const keys = ['records/0.jpg', 'records/1.jpg', 'records/2.jpg']
    const { QueueConfigurations } = await clients.s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: Bucket() }),
    )
    await notify({})
    for (const key of keys) await put(key)
    await notify({ QueueConfigurations })
    await tell(...keys.map((key) => record('ObjectCreated:Put', key)))
    for (const key of keys) await arrived(key.replace('.jpg', ''), jpeg(key))
  })

  it('an error that is returned instead of raised: the message stays, and the change is made', async () => {
    await fault({ operation: 'upload', times: 2, status: 409, effect: 'none' })
    await put('returned.jpg')
    await arrived('returned', jpeg('returned.jpg'))
  })

  it('a delete that is lost because a search lags: none is asked', async () => {
    await put('short-lived.jpg')
    await arrived('short-lived', jpeg('short-lived.jpg'))
    await remove('short-lived.jpg')
    await eventually(async () => expect(await clients.asset('short-lived')).to.equal(undefined), 20_000)
    expect(await sentOf('search')).to.equal(0)
  })

  it('a removed old version that destroys the live asset', async () => {
    await put('live.jpg')
    const { asset_id } = await arrived('live', jpeg('live.jpg'))
    await tell(record('ObjectRemoved:Delete', 'live.jpg', { versionId: 'an-old-one', sequencer: 'FFFFFFFFFFFFFFFF' }))
    await quiet()
    expect((await clients.asset('live'))?.asset_id).to.equal(asset_id)
  })

  it('files of one stem that collide for ever: the second is refused with both names, and goes through when the first goes', async () => {
    await put('stem.jpg')
    await arrived('stem', jpeg('stem.jpg'))
    await put('stem.png', jpeg('stem.png'))
    await quiet(1)
    const [refusal] = await clients.takeDeadLetters()
    expect(refusal?.reason).to.contain('stem.jpg').and.to.contain('stem.png')
    await remove('stem.jpg')
    await put('stem.png', jpeg('stem.png, again'))
    await arrived('stem', jpeg('stem.png, again'))
    await quiet()
  })

  it('a rename that loses the asset', async () => {
    await put('old name.jpg')
    const before = await arrived('old name', jpeg('old name.jpg'))
    const { bytesFetched } = await statistics()
    await copy('old name.jpg', 'new name.jpg')
    await remove('old name.jpg')
    const after = await arrived('new name', jpeg('old name.jpg'))
    expect(after).to.include({ asset_id: before.asset_id, created_at: before.created_at })
    await quiet()
    expect(await clients.asset('old name')).to.equal(undefined)
    expect((await statistics()).bytesFetched).to.equal(bytesFetched)
  })

  it('an unchanged file that is sent again', async () => {
    await put('unchanged.jpg')
    await arrived('unchanged', jpeg('unchanged.jpg'))
    await quiet()
    const before = await statistics()
    for (let times = 0; times < 5; times++) await tell(record('ObjectCreated:Put', 'unchanged.jpg'))
    await quiet()
    expect(await statistics()).to.deep.equal(before)
  })

  it('content of the same size that is taken for the same', async () => {
    const [one, two] = [jpeg('size 1'), jpeg('size 2')]
    expect(one.length).to.equal(two.length)
    await put('size.jpg', one)
    await arrived('size', one)
    await put('size.jpg', two)
    await arrived('size', two)
  })

  it('a partial or temporary file that is published', async () => {
    for (const key of ['film.jpg.filepart', '.in.film.jpg', 'film.jpg~', 'film.tmp']) await put(key)
    await put('empty.jpg', Buffer.alloc(0))
    await quiet()
    const published = [...(await clients.publicIds()), ...(await clients.publicIds('raw'))]
    expect(published.filter((publicId) => /film|empty/.test(publicId))).to.deep.equal([])
    await copy('film.jpg.filepart', 'film.jpg')
    await arrived('film', jpeg('film.jpg.filepart'))
  })

  it('a 420 that counts as a failure', async () => {
    await fault({ operation: 'upload', times: 6, status: 420, effect: 'none' })
    await put('throttled.jpg')
    await arrived('throttled', jpeg('throttled.jpg'))
    await quiet()
  })

  it('"not found" on a destroy that counts as a failure', async () => {
    await put('gone already.jpg')
    await arrived('gone already', jpeg('gone already.jpg'))
    await clients.destroyByHand('gone already')
    await remove('gone already.jpg')
    await quiet()
  })

  it('one file`s failure that ends the run for the others', async () => {
    await put('bad.jpg', Buffer.from('this is no picture'))
    const good = Array.from({ length: 12 }, (_, index) => `good/${index}.jpg`)
    await Promise.all(good.map((key) => put(key)))
    for (const key of good) await arrived(key.replace('.jpg', ''), jpeg(key))
    await quiet(1)
    expect(await clients.takeDeadLetters()).to.deep.include.members([
      { code: 'cloudinary-400', reason: 'Cloudinary: Invalid image file', key: 'bad.jpg' },
    ])
  })

  it('a file that is too large, refused with the limit', async () => {
    await settings({ bytesMax: { image: 500 } })
    await put('too large.jpg', jpeg('x'.repeat(1000)))
    await quiet(1)
    await settings({})
    const [refusal] = await clients.takeDeadLetters()
    expect(refusal?.reason).to.match(/File size too large\. Got \d+\. Maximum is 500\./)
  })

  it('a mass deletion that is mirrored by mistake: the guard stops it until it is released', async () => {
    const keys = Array.from({ length: 25 }, (_, index) => `mass/${index}.jpg`)
    await Promise.all(keys.map((key) => put(key)))
    await eventually(async () => expect(await massAssets()).to.have.length(25), 20_000)
    await Promise.all(keys.map(remove))
    await quiet()
    const kept = await massAssets()
    expect(kept.length).to.be.within(25 - DELETIONS_MAX, 24)
    expect(stack.output.join('\n')).to.contain('the guard keeps the asset')
    expect(await release()).to.equal(kept.length)
    await eventually(async () => expect(await massAssets()).to.deep.equal([]), 20_000)
  })

  const massAssets = async () => (await clients.publicIds()).filter((publicId) => publicId.startsWith('mass/'))

  async function release(): Promise<number> {
    const { aws, dynamodb, bucket, queueUrl, dlqUrl } = clients.description
    const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: aws.region, credentials: aws })
    const rows = dynamodbRows(client, dynamodb.table)
    const guard = new DeletionGuard(rows, bucket, systemClock, { deletionsMax: DELETIONS_MAX, windowMs: 3_600_000 })
    const queue = sqsQueue(clients.sqs, { queueUrl, deadLetterQueueUrl: dlqUrl })
    const count = await guard.release(new Ledger(rows, bucket, systemClock.unique), queue)
    client.destroy()
    return count
  }
})
