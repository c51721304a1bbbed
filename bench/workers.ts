import { SETTLE_MS } from '../tests/support/world.ts'
import { type Row, report, sampleOf } from './report.ts'
import { USUAL } from './world/calls.ts'
import { wrongOf } from './world/judge.ts'
import { atOnce } from './world/limits.ts'
import { BenchWorld } from './world/world.ts'

/**
 * How much more workers do: each mirrors one change at a time, an upload takes 300 ms, and Cloudinary answers 420 to what is above ten at
 * once. In virtual time. In proportion up to that limit, and no slower beyond it. Then deletions without such a limit, which all count in the
 * guard's one row: that many more at once delete as many more.
 */

const UPLOAD_MS = 300
const AT_ONCE = 10
const WORKERS = [1, 2, 4, 8, 10, 12, 16]
/** So many that the last ones, whose pauses nobody uses, do not count. */
const EACH = 200
const DELETIONS_EACH = 50
const DELETIONS_AT_ONCE = 2
const DESTROY_MS = 100

async function filled(workers: number): Promise<{ readonly perSecond: number; readonly refused: number }> {
  const world = new BenchWorld(undefined, { ...USUAL, assets: UPLOAD_MS })
  const { time, moments } = world
  moments.admit = atOnce(AT_ONCE)
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
  return { perSecond: (files * 1000) / (time.nowMs() - startMs), refused: moments.refused }
}

/** How long it takes to destroy an asset, in ms, from the end of the settle window on. */
async function deleted(many: number): Promise<number> {
  const world = new BenchWorld(undefined, { ...USUAL, assets: DESTROY_MS })
  const { time, moments } = world
  world.deletionsMax = Number.POSITIVE_INFINITY
  const crew = { workers: many / DELETIONS_AT_ONCE, changesAtOnce: DELETIONS_AT_ONCE }
  const keys = Array.from({ length: DELETIONS_EACH * many }, (_, index) => `shoot/${index}.jpg`)
  for (const key of keys) world.write({ kind: 'put', key, bytes: { name: `content of ${key}`, inParts: false } })
  await world.run(crew, Promise.resolve())
  const startMs = time.nowMs()
  let lastMs = startMs
  moments.onEffect = (call) => {
    if (call === 'assets.destroy') lastMs = time.nowMs()
  }
  for (const key of keys) world.write({ kind: 'delete', key })
  await world.run(crew, Promise.resolve())
  const left = world.media.assets.size + world.deadLetters.messages.size
  if (left > 0) throw new Error(`expected all to be deleted, found ${left} that are not`)
  return (lastMs - startMs - SETTLE_MS) / keys.length
}

const rows: Row[] = []
const perSecond = new Map<number, number>()
for (const workers of WORKERS) {
  const filling = await filled(workers)
  perSecond.set(workers, filling.perSecond)
  const [one = 0, most = 0] = [perSecond.get(1), perSecond.get(AT_ONCE)]
  const isBeyond = workers > AT_ONCE
  const against = isBeyond ? most : one * workers
  // The time of a file beside what it would be in proportion.
  rows.push({
    what: `${workers} at once, a file each`,
    value: sampleOf([1000 / filling.perSecond]),
    unit: 'ms',
    baseline: { what: isBeyond ? `${AT_ONCE} at once` : 'in proportion', value: sampleOf([1000 / against]) },
    most: 1 / 0.95,
  })
  if (isBeyond) rows.push({ what: '  answered 420', value: sampleOf([filling.refused]), unit: '' })
}
const ten = await deleted(10)
const linear = { what: 'in proportion', value: sampleOf([ten / 20]) }
rows.push({ what: '10 at once, a deletion each', value: sampleOf([ten]), unit: 'ms' })
rows.push({
  what: '200 at once, a deletion each',
  value: sampleOf([await deleted(200)]),
  unit: 'ms',
  baseline: linear,
  most: 1 / 0.95,
})
process.exitCode = report('workers', rows) ? 0 : 1
