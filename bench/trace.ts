import { SETTLE_MS } from '../tests/support/world.ts'
import { type Row, report, sampleOf } from './report.ts'
import { USUAL } from './world/calls.ts'
import { Followed, wrongOf } from './world/judge.ts'
import { perSecond } from './world/limits.ts'
import { NaiveMirror } from './world/naive.ts'
import { ftpTraffic, type Write } from './world/traffic.ts'
import { BenchWorld } from './world/world.ts'

/**
 * What FTP clients do in some minutes, drawn by a seed: uploads, by temporary names and in pieces too, overwrites, storms, renames and
 * deletes, of whose events some come late, out of order or twice. In virtual time, an event being 50 ms on its way, a call to Cloudinary
 * taking 50, to S3 10, to DynamoDB 4. Beside a mirror that answers each event with one call, on the same writes and as many at once.
 */

const SEEDS = process.argv[2] === 'quick' ? [1] : [1, 2, 3, 4, 5]
const TRAFFIC = { writes: 840, clients: 12, gapMs: 250 }
const CREW = { workers: 5, changesAtOnce: 2 }
/** What lasts for less was never to be shown: an event's way and a call. */
const LASTED_MS = USUAL.event + USUAL.assets
const PER_SECOND = 20

interface Played {
  readonly events: number
  readonly live: number
  readonly wrong: number
  readonly uploads: number
  readonly updates: number
  readonly renames: number
  readonly destroys: number
  readonly mutations: number
  readonly netChanges: number
  readonly lagMs: number
  readonly restMs: number
}

async function play(writes: readonly Write[], kind: 'mirror' | 'naive', isLimited: boolean): Promise<Played> {
  const world = new BenchWorld()
  const { time, moments } = world
  const followed = new Followed(world)
  moments.onEffect = (call) => call.startsWith('assets.') && followed.noteEffect()
  if (isLimited) moments.admit = perSecond(time, PER_SECOND)
  let endMs = time.nowMs()
  const traffic = world
    .play(writes, (key) => followed.noteWrite(key))
    .then(() => {
      endMs = time.nowMs()
    })
  if (kind === 'mirror') await world.run(CREW, traffic)
  else await new NaiveMirror(world, CREW.workers * CREW.changesAtOnce).run(traffic)
  const { missing, stale, extra } = wrongOf(world)
  if (world.deadLetters.messages.size > 0) throw new Error('expected no dead letters')
  const [uploads, updates] = [moments.count('assets.upload'), moments.count('assets.update')]
  const [renames, destroys] = [moments.count('assets.rename'), moments.count('assets.destroy')]
  return {
    events: world.events,
    live: world.store.keys().length,
    wrong: missing.length + stale.length + extra.length,
    ...{ uploads, updates, renames, destroys },
    mutations: uploads + updates + renames + destroys,
    netChanges: followed.netChanges(LASTED_MS, SETTLE_MS),
    lagMs: sampleOf(followed.lagMs).median,
    restMs: time.nowMs() - endMs,
  }
}

const traces = SEEDS.map((seed) => ftpTraffic({ seed, ...TRAFFIC }))
const played = async (kind: 'mirror' | 'naive', isLimited = false) => {
  const results: Played[] = []
  for (const trace of traces) results.push(await play(trace, kind, isLimited))
  return (what: keyof Played) => sampleOf(results.map((one) => one[what]))
}
const [mirror, naive] = [await played('mirror'), await played('naive')]
const [limited, naiveLimited] = [await played('mirror', true), await played('naive', true)]
const beside = (what: keyof Played, of = naive) => ({ what: 'one event, one call', value: of(what) })
const tell = (what: keyof Played): Row => ({
  what: `  ${what}`,
  value: mirror(what),
  unit: '',
  baseline: beside(what),
})
const count = (what: string, value: Row['value'], most?: number): Row => ({ what, value, unit: '', most })
const rows: Row[] = [
  count('events', mirror('events')),
  count('objects at the end', mirror('live')),
  count('wrong at the end', mirror('wrong'), 0),
  count('  one event, one call', naive('wrong')),
  count(`wrong, with 420 above ${PER_SECOND} a second`, limited('wrong'), 0),
  count('  one event, one call', naiveLimited('wrong')),
  {
    what: 'calls that change something',
    value: mirror('mutations'),
    unit: '',
    baseline: { what: 'net changes', value: mirror('netChanges') },
    most: 1.05,
  },
  ...(['uploads', 'destroys'] as const).map(tell),
  ...(['updates', 'renames'] as const).map((what) => count(`  ${what}`, mirror(what))),
  { what: 'from a write to its asset', value: mirror('lagMs'), unit: 'ms', baseline: beside('lagMs'), most: 1.5 },
  { what: 'equal after the last write', value: mirror('restMs'), unit: 'ms' },
]
process.exitCode = report('trace', rows) ? 0 : 1
