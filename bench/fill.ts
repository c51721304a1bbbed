import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pMap from 'p-map'
import { writeMessage } from '../shared/event/write-message.ts'
import { BUCKET } from '../tests/support/world.ts'
import { filledStack, IN_FLIGHT as IN_FLIGHT_LOCALLY } from './filled-stack.ts'
import { type Row, report, sampleOf } from './report.ts'
import { INSTANT } from './world/calls.ts'
import { realTime } from './world/time.ts'
import { BenchWorld } from './world/world.ts'

/**
 * A first fill: the changes that a sweep has queued, an upload taking 50 ms, thirty in flight. In process, with everything but Cloudinary
 * answering at once, beside thirty who wait 50 ms for each object and do nothing else; and on the local stack, with as many in flight as
 * it is deployed with, beside the same.
 */

const isQuick = process.argv[2] === 'quick'
const SIZES = isQuick ? [500] : [500, 20_000]
const CREW = { workers: 3, changesAtOnce: 10 }
const IN_FLIGHT = CREW.workers * CREW.changesAtOnce

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

async function waited(objects: number, inFlight: number): Promise<number> {
  const time = realTime()
  const startMs = performance.now()
  await pMap(Array.from({ length: objects }), () => time.sleep(INSTANT.assets), { concurrency: inFlight })
  return performance.now() - startMs
}

/** How long a fill takes, in ms. */
async function filled(objects: number): Promise<number> {
  const world = new BenchWorld(realTime(), INSTANT)
  let count = 0
  world.onBatch = (outcomes) => {
    count += outcomes.filter(({ result }) => result === 'done').length
  }
  for (let index = 0; index < objects; index++) {
    const key = `shoot/${index}.jpg`
    world.put(key, `content of ${key}`)
    const body = writeMessage({ bucket: BUCKET, key, source: 'sweep', atMs: world.clock.nowMs() })
    world.changes.apply(world.clock.nowMs(), { kind: 'send', body })
  }
  const startMs = performance.now()
  await world.run(CREW, Promise.resolve())
  const ms = performance.now() - startMs
  const assets = world.media.assets.size
  if (count !== objects || assets !== objects) throw new Error(`expected ${objects} assets, found ${assets}`)
  return ms
}

/** What is left in the heap when the world in memory is gone: what the workers keep. */
function heapMb(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1e6
}

const rows: Row[] = []
const heaps: Row['value'][] = []
for (const objects of SIZES) {
  const rounds = objects > 1000 ? 1 : 3
  const fills: number[] = []
  const floors: number[] = []
  // The first round lets V8 compile what is hot, and is not counted.
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round++) {
    const [floor, fill] = [await waited(objects, IN_FLIGHT), await filled(objects)]
    if (round > 0) fills.push(fill)
    if (round > 0) floors.push(floor)
  }
  const name = objects.toLocaleString('en')
  const value = sampleOf(fills)
  const baseline = { what: 'waiting alone', value: sampleOf(floors) }
  rows.push({ what: `${name} objects, in process`, value, unit: 'ms', baseline, most: 1.15 })
  const left = sampleOf([heapMb()])
  heaps.push(left)
  const [first] = heaps
  const small = first && heaps.length > 1 ? { what: `after ${SIZES[0]}`, value: first } : undefined
  rows.push({ what: '  heap that is left', value: left, unit: 'MB', baseline: small, most: small && 1.25 })
}
const objectsLocally = isQuick ? 200 : 500
const fills = isQuick ? 2 : 4
/** What is quick ends before the workers' code is compiled. */
const most = isQuick ? undefined : 2
const local = await filledStack({ objects: objectsLocally, fills, faults: { latencyMs: INSTANT.assets } })
const [cold = Number.NaN, ...warm] = local.fillsMs
const floorLocally = { what: 'waiting alone', value: sampleOf([await waited(objectsLocally, IN_FLIGHT_LOCALLY)]) }
rows.push(
  {
    what: `${objectsLocally} objects, local stack`,
    value: sampleOf(warm),
    unit: 'ms',
    baseline: floorLocally,
    most,
  },
  { what: '  the first, cold', value: sampleOf([cold]), unit: 'ms', baseline: floorLocally, most },
)
rows.push({ what: '  calls of the Admin API', value: sampleOf([local.adminCalls]), unit: '', most: 0 })
rows.push({ what: '  dead letters', value: sampleOf([local.deadLetters]), unit: '', most: 0 })
process.exitCode = report('fill', rows) ? 0 : 1
