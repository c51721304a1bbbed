import { mirrorBatch } from '../shared/batch.ts'
import { send } from '../tests/support/deliver.ts'
import { MemoryWorld } from '../tests/support/world.ts'
import { countOf } from './arguments.ts'
import { type Row, report, sampleOf } from './report.ts'
import { IndexedTable } from './world/table.ts'

/**
 * What a worker's own work for an event takes of the processor, S3, Cloudinary, DynamoDB and SQS being in memory: where nothing is to be
 * done, for an upload, and for ten events of one key, which are one change. Beside reading the message alone, and writing it.
 */

const EVENTS = countOf(process.argv[2], 1000)
const ROUNDS = 7
const BATCH = 10

const keysOf = (round: number) => Array.from({ length: EVENTS }, (_, index) => `shoot-${round}/${index}.jpg`)

/** Delivers all that waits, in batches, and returns the CPU time of the workers for each event, in ms. */
async function drain(world: MemoryWorld, events: number): Promise<number> {
  let spentMs = 0
  for (;;) {
    const messages = world.changes.apply(world.clock.nowMs(), { kind: 'receive', most: BATCH }).response
    if (messages.length === 0) return spentMs / events
    const dependencies = world.dependencies()
    const before = process.cpuUsage()
    const { failedIds } = await mirrorBatch(messages, dependencies)
    const { user, system } = process.cpuUsage(before)
    spentMs += (user + system) / 1000
    if (failedIds.length > 0) throw new Error(`expected all to be done, found ${failedIds.length} that come back`)
    for (const { receiptHandle } of messages) world.changes.apply(0, { kind: 'delete', receiptHandle })
  }
}

/** As DynamoDB does, its table finds by an index, whose cost does not grow with the rows. */
class IndexedWorld extends MemoryWorld {
  override readonly table = new IndexedTable()
}

const world = new IndexedWorld()
const taken = { upload: [] as number[], skip: [] as number[], coalesced: [] as number[], parse: [] as number[] }
// The first round lets V8 compile what is hot, and is not counted.
for (let round = 0; round <= ROUNDS; round++) {
  const keys = keysOf(round)
  for (const key of keys) {
    world.put(key, `content of ${key}`)
    send(world, [key])
  }
  const bodies = [...world.changes.messages.values()].map(({ body }) => body)
  const before = process.cpuUsage()
  for (const body of bodies) JSON.stringify(JSON.parse(body))
  const { user, system } = process.cpuUsage(before)
  const upload = await drain(world, EVENTS)
  for (const key of keys) send(world, [key])
  const skip = await drain(world, EVENTS)
  const few = keys.slice(0, EVENTS / BATCH)
  for (const key of few) {
    world.put(key, `new content of ${key}`)
    for (let event = 0; event < BATCH; event++) send(world, [key])
  }
  const coalesced = await drain(world, few.length)
  if (round === 0) continue
  taken.parse.push((user + system) / 1000 / EVENTS)
  taken.upload.push(upload)
  taken.skip.push(skip)
  taken.coalesced.push(coalesced)
}

const row = (what: string, name: keyof typeof taken, most?: number): Row => ({
  what,
  value: sampleOf(taken[name]),
  unit: 'ms',
  most,
})
const rows = [
  row('reading and writing a message', 'parse'),
  row('an event with nothing to be done', 'skip', 1),
  row('an event with an upload', 'upload', 5),
  row('ten events of one key, an upload', 'coalesced', 5),
]
process.exitCode = report('overhead', rows) ? 0 : 1
