import {
  CopyObjectCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { encodeEventKey } from '../../shared/event/key.ts'
import { Random } from '../simulation/random.ts'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const SEED = 20_261_124
const STORIES = 240
/** Writers at once, each with keys of its own. */
const LANES = 6
const REQUESTS_PER_SECOND_MAX = 60

describe('a burst over the local stack', function () {
  this.timeout(150_000)
  const random = new Random(SEED)
  const laneRandoms = Array.from({ length: LANES }, (_, lane) => new Random(SEED + lane + 1))
  const stack = new StackProcess()
  const sending: Promise<unknown>[] = []
  const keys = Array.from({ length: 60 }, (_, index) => `burst/${index % 7}/${index}.jpg`)
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({}, ['--memory']))
    // The events come from this test, so that it can delay and double them on their way through the queue.
    const input = { Bucket: clients.description.bucket, NotificationConfiguration: {} }
    await clients.s3.send(new PutBucketNotificationConfigurationCommand(input))
    // A slow machine does not send so many a second: it is throttled by what is under way at once.
    await clients.control('POST', 'faults', { rejectAbovePerSecond: REQUESTS_PER_SECOND_MAX, rejectAboveConcurrent: 3 })
  })

  after(async () => {
    clients?.close()
    await stack.remove()
  })

  /** Sends the event of a write after 0 to 500 ms, and in 2 of 100 cases twice. */
  function notify(key: string, eventName: string): void {
    const { bucket, queueUrl: QueueUrl } = clients.description
    const s3 = { bucket: { name: bucket }, object: { key: encodeEventKey(key) } }
    const MessageBody = JSON.stringify({ Records: [{ eventVersion: '2.1', eventName, s3 }] })
    for (let copies = random.chance(0.02) ? 2 : 1; copies > 0; copies--) {
      const delayMs = random.integer(0, 500)
      const wait = new Promise((resolve) => setTimeout(resolve, delayMs))
      sending.push(wait.then(() => clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))))
    }
  }

  const Bucket = () => clients.description.bucket
  async function put(Key: string, comment: string): Promise<void> {
    await clients.s3.send(new PutObjectCommand({ Bucket: Bucket(), Key, Body: jpeg(comment) }))
    notify(Key, 'ObjectCreated:Put')
  }
  async function remove(Key: string): Promise<void> {
    await clients.s3.send(new DeleteObjectCommand({ Bucket: Bucket(), Key }))
    notify(Key, 'ObjectRemoved:Delete')
  }
  async function rename(from: string, Key: string): Promise<void> {
    const CopySource = encodeURIComponent(`${Bucket()}/${from}`)
    await clients.s3.send(new CopyObjectCommand({ Bucket: Bucket(), Key, CopySource }))
    notify(Key, 'ObjectCreated:Copy')
    await remove(from)
  }
  async function listed(): Promise<Map<string, string>> {
    const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: Bucket(), Prefix: 'burst/' }))
    return new Map(Contents.map(({ Key = '', ETag = '' }) => [Key.replace(/\.jpg$/, ''), ETag.replaceAll('"', '')]))
  }

  async function play(story: number, lane: number): Promise<void> {
    const chance = laneRandoms[lane] ?? random
    const key = chance.pick(keys.filter((_, index) => index % LANES === lane))
    const exists = (await listed()).has(key.replace(/\.jpg$/, ''))
    const kind = chance.pick(['put', 'put', 'overwrite', 'rename', 'delete', 'recreate'] as const)
    if (kind === 'rename' && exists) return rename(key, `${key.slice(0, -4)}-${story}.jpg`)
    if (kind === 'delete' && exists) return remove(key)
    await put(key, `${story}`)
    if (kind === 'overwrite') await put(key, `${story} again`)
    if (kind === 'recreate') {
      await remove(key)
      await put(key, `${story} anew`)
    }
  }

  it(`ends with nothing missing, stale or extra, and no dead letters (seed ${SEED})`, async () => {
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      for (let story = lane; story < STORIES; story += LANES) await play(story, lane)
    })
    await Promise.all(lanes)
    await Promise.all(sending)
    const expected = await listed()
    await eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 }), 120_000)
    const statistics = JSON.stringify(await clients.control('GET', 'statistics'))
    // Or the throttling would not have been tried at all.
    expect(statistics).to.match(/"refused":[1-9]/)
    await clients.control('DELETE', 'faults')
    expect((await clients.publicIds()).sort()).to.deep.equal([...expected.keys()].sort())
    for (const [publicId, etag] of expected) expect(await clients.asset(publicId), publicId).to.include({ etag })
  })
})
