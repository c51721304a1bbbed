import { ListObjectsV2Command, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { Random } from '../simulation/random.ts'
import { jpeg } from './pictures.ts'
import { useStack } from './test-stack.ts'

const SEED = 20_261_124
const STORIES = 160
/** Writers at once, each with keys of its own. */
const LANES = 6
/** An event comes at the latest after so many others. */
const LATE_MAX = 6
/** However slow the machine, some requests are too many for the stand-in; on a fast one more are. */
const THROTTLING = {
  rejectAbovePerSecond: 60,
  rejectAboveConcurrent: 3,
  failNext: [{ operation: 'upload', times: 20, status: 420 }],
}

describe('a burst over the local stack', () => {
  const random = new Random(SEED)
  const laneRandoms = Array.from({ length: LANES }, (_, lane) => new Random(SEED + lane + 1))
  const stack = useStack({}, ['--memory'])
  /** Events that are on their way, and after how many others each arrives. */
  const onTheWay: { readonly record: object; left: number }[] = []
  const keys = Array.from({ length: 60 }, (_, index) => `burst/${index % 7}/${index}.jpg`)

  before(async () => {
    // The events come from this test, so that it can delay and double them on their way to the queue.
    const input = { Bucket: stack.bucket, NotificationConfiguration: {} }
    await stack.clients.s3.send(new PutBucketNotificationConfigurationCommand(input))
    await stack.clients.control('POST', 'faults', THROTTLING)
  })

  /** Sends the event of a write, later than some others, and in 2 of 100 cases twice. */
  async function notify(key: string, eventName: string): Promise<void> {
    for (const one of onTheWay) one.left--
    for (let copies = random.chance(0.02) ? 2 : 1; copies > 0; copies--)
      onTheWay.push({ record: stack.record(eventName, key), left: random.integer(0, LATE_MAX) })
    await deliver((left) => left <= 0)
  }

  async function deliver(isDue: (left: number) => boolean): Promise<void> {
    const due = onTheWay.filter(({ left }) => isDue(left))
    for (const one of due) onTheWay.splice(onTheWay.indexOf(one), 1)
    await Promise.all(due.map(({ record }) => stack.send([record])))
  }

  async function put(key: string, comment: string): Promise<void> {
    await stack.put(key, jpeg(comment))
    await notify(key, 'ObjectCreated:Put')
  }
  async function remove(key: string): Promise<void> {
    await stack.delete(key)
    await notify(key, 'ObjectRemoved:Delete')
  }
  async function rename(from: string, key: string): Promise<void> {
    await stack.copy(from, key)
    await notify(key, 'ObjectCreated:Copy')
    await remove(from)
  }
  async function listed(): Promise<Map<string, string>> {
    const command = new ListObjectsV2Command({ Bucket: stack.bucket, Prefix: 'burst/' })
    const { Contents = [] } = await stack.clients.s3.send(command)
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
      await put(key, `${story} again`)
    }
  }

  it(`ends with nothing missing, stale or extra, and no dead letters (seed ${SEED})`, async () => {
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      for (let story = lane; story < STORIES; story += LANES) await play(story, lane)
    })
    await Promise.all(lanes)
    await deliver(() => true)
    const expected = await listed()
    await stack.quiet()
    // Or the throttling would not have been tried at all.
    expect((await stack.statistics()).operations.upload?.refused).to.be.at.least(20)
    await stack.clients.control('DELETE', 'faults')
    // Who is asked for patience while others are served is no reason to stop all.
    expect(stack.process.output.filter((line) => line.includes('nothing can be mirrored'))).to.deep.equal([])
    expect(await stack.images('')).to.deep.equal([...expected.keys()].sort())
    for (const [publicId, etag] of expected) expect(await stack.clients.asset(publicId), publicId).to.include({ etag })
  })
})
