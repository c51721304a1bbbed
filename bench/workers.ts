import { type Row, report, sampleOf } from './report.ts'
import { wrongOf } from './world/judge.ts'
import { atOnce } from './world/limits.ts'
import { BenchWorld, USUAL } from './world/world.ts'

/**
 * How much more workers do: each mirrors one change at a time, an upload takes 300 ms, and Cloudinary answers 420 to what is above ten at
 * once. In virtual time. In proportion up to that limit, and no slower beyond it.
 */

const UPLOAD_MS = 300
const AT_ONCE = 10
const WORKERS = [1, 2, 4, 8, 10, 12, 16]
const EACH = 60

async function filled(workers: number): Promise<{ readonly perSecond: number; readonly refused: number }> {
  const world = new BenchWorld(undefined, { ...USUAL, assets: UPLOAD_MS })
  const { time, moments } = world
  const admit = atOnce(AT_ONCE)
  let refused = 0
  moments.admit = () => {
    try {
      return admit()
    } catch (thrown) {
      refused++
      throw thrown
    }
  }
  const files = EACH * workers
  for (let index = 0; index < files; index++) {
    const key = `shoot/${index}.jpg`
    world.write({ kind: 'put', key, bytes: { name: `content of ${key}`, inParts: false } })
  }
  const startMs = time.nowMs()
  await world.run({ workers, changesAtOnce: 1 }, Promise.resolve())
  const { missing } = wrongOf(world)
  const dead = world.deadLetters.messages.size
  if (missing.length + dead > 0)
    throw new Error(`expected all to be mirrored, found ${missing.length + dead} that are not`)
  return { perSecond: (files * 1000) / (time.nowMs() - startMs), refused }
}

const rows: Row[] = []
const [one] = [await filled(1)]
for (const workers of WORKERS) {
  const { perSecond, refused } = await filled(workers)
  const linear = one.perSecond * Math.min(workers, AT_ONCE)
  // The time of a file beside what it would be in proportion.
  rows.push({
    what: `${workers} at once, a file each`,
    value: sampleOf([1000 / perSecond]),
    unit: 'ms',
    baseline: { what: workers > AT_ONCE ? `as ${AT_ONCE}` : 'in proportion', value: sampleOf([1000 / linear]) },
    most: 1 / 0.95,
  })
  if (workers > AT_ONCE) rows.push({ what: '  answered 420', value: sampleOf([refused]), unit: '' })
}
process.exitCode = report('workers', rows) ? 0 : 1
