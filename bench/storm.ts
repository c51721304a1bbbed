import { setTimeout as sleep } from 'node:timers/promises'
import { mirrorBatch } from '../shared/batch.ts'
import { send } from '../tests/support/deliver.ts'
import { MemoryWorld } from '../tests/support/world.ts'
import { countOf } from './arguments.ts'
import { type Row, report, sampleOf } from './report.ts'

/**
 * One key that is overwritten ten thousand times within a second, and four workers, S3, Cloudinary, DynamoDB and SQS being in memory and an
 * upload taking 50 ms. No more uploads may be made than can be made one after the other, and one for each worker.
 */

const OVERWRITES = countOf(process.argv[2], 10_000)
const WORKERS = 4
const UPLOAD_MS = 50
const KEY = 'shoot/photo.jpg'
const PARTS = 100

async function storm() {
  const world = new MemoryWorld()
  const startMs = performance.now()
  const beganMs = world.clock.nowMs()
  const tick = () => world.clock.advance(performance.now() - startMs - (world.clock.nowMs() - beganMs))
  let isOver = false
  let uploads = 0
  const overwrite = async () => {
    for (let part = 0; part < PARTS; part++) {
      await sleep(1000 / PARTS - 1)
      tick()
      for (let n = 0; n < OVERWRITES / PARTS; n++) {
        world.put(KEY, `content ${part}-${n}`)
        send(world, [KEY])
      }
    }
    isOver = true
  }
  const work = async () => {
    while (!isOver || world.changes.messages.size > 0) {
      tick()
      const messages = world.changes.apply(world.clock.nowMs(), { kind: 'receive', most: 10 }).response
      if (messages.length === 0) {
        await sleep(5)
        continue
      }
      const { assets, ...dependencies } = world.dependencies()
      const upload: typeof assets.upload = async (request) => {
        uploads++
        await sleep(UPLOAD_MS)
        tick()
        return assets.upload(request)
      }
      const { failedIds } = await mirrorBatch(messages, { ...dependencies, assets: { ...assets, upload } })
      for (const { id, receiptHandle } of messages) {
        if (!failedIds.includes(id)) world.changes.apply(world.clock.nowMs(), { kind: 'delete', receiptHandle })
      }
    }
  }
  await Promise.all([overwrite(), ...Array.from({ length: WORKERS }, work)])
  const elapsedMs = performance.now() - startMs
  const last = `content ${PARTS - 1}-${OVERWRITES / PARTS - 1}`
  const [content] = Object.values(world.account)
  if (content !== last) throw new Error(`expected ${last}, found ${content}`)
  return { uploads, elapsedMs, deadLetters: world.deadLetters.messages.size }
}

const { uploads, elapsedMs, deadLetters } = await storm()
const rows: Row[] = [
  {
    what: `uploads for ${OVERWRITES.toLocaleString('en')} overwrites`,
    value: sampleOf([uploads]),
    unit: '',
    most: elapsedMs / UPLOAD_MS + WORKERS,
  },
  { what: 'until all is quiet', value: sampleOf([elapsedMs]), unit: 'ms' },
  { what: 'dead letters', value: sampleOf([deadLetters]), unit: '', most: 0 },
]
process.exitCode = report('storm', rows) ? 0 : 1
