import { filledStack } from './filled-stack.ts'
import { type Row, report, sampleOf } from './report.ts'
import { USUAL } from './world/calls.ts'
import { wrongOf } from './world/judge.ts'
import { perNamedSecond, perSecond } from './world/limits.ts'
import { BenchWorld } from './world/world.ts'

/**
 * A first fill of five hundred objects, while Cloudinary answers 420 to what is above so many a second. In virtual time, and on the local
 * stack.
 */

const OBJECTS = 500
const CREW = { workers: 5, changesAtOnce: 2 }

const floorMs = (most: number) => (OBJECTS * 1000) / most

async function filled(most: number, limit: typeof perSecond) {
  const world = new BenchWorld(undefined, USUAL)
  const { time, moments } = world
  moments.admit = limit(time, most)
  for (let index = 0; index < OBJECTS; index++) {
    const key = `shoot/${index}.jpg`
    world.write({ kind: 'put', key, bytes: { name: `content of ${key}`, inParts: false } })
  }
  const startMs = time.nowMs()
  await world.run(CREW, Promise.resolve())
  const { missing } = wrongOf(world)
  return {
    ms: time.nowMs() - startMs,
    failed: missing.length + world.deadLetters.messages.size,
    refused: moments.refused,
  }
}

const rows: Row[] = []
for (const [most, limit] of [100, 50, 20].flatMap((most) => [
  [most, perSecond] as const,
  [most, perNamedSecond] as const,
])) {
  const { ms, failed, refused } = await filled(most, limit)
  rows.push(
    {
      what: `${OBJECTS} objects, ${most} a second${limit === perSecond ? '' : ', the next is named'}`,
      value: sampleOf([ms]),
      unit: 'ms',
      baseline: { what: 'the limit alone', value: sampleOf([floorMs(most)]) },
      most: 1.3,
    },
    { what: '  failed', value: sampleOf([failed]), unit: '', most: 0 },
    { what: '  answered 420', value: sampleOf([refused]), unit: '' },
  )
}
// As many as this machine cannot reach would limit nothing.
const LOCAL_MOST = 20
const objects = process.argv[2] === 'quick' ? 100 : OBJECTS
const local = await filledStack({
  objects,
  fills: 1,
  faults: { latencyMs: USUAL.assets, rejectAbovePerSecond: LOCAL_MOST },
})
rows.push(
  {
    what: `${objects} objects, local stack, ${LOCAL_MOST} a second`,
    value: sampleOf(local.fillsMs),
    unit: 'ms',
    baseline: { what: 'the limit alone', value: sampleOf([(objects * 1000) / LOCAL_MOST]) },
    most: 1.3,
  },
  { what: '  dead letters', value: sampleOf([local.deadLetters]), unit: '', most: 0 },
  { what: '  answered 420', value: sampleOf([local.refusedUploads]), unit: '' },
)
process.exitCode = report('throttle', rows) ? 0 : 1
