import { type Row, report, sampleOf } from './report.ts'
import { USUAL } from './world/calls.ts'
import { wrongOf } from './world/judge.ts'
import { ftpTraffic, type Write } from './world/traffic.ts'
import { BenchWorld } from './world/world.ts'

/**
 * A bucket of which S3 tells 3,000 events a second for ten minutes, as in `trace`, and how long it is until all is mirrored, an upload
 * taking 300 ms. In virtual time, a part of everything: of the events as of what is done at once. How long a change waits is what is
 * waiting by what is done in a second, and the same for any part of both.
 */

const isQuick = process.argv[2] === 'quick'
const PART = isQuick ? 200 : 50
const SECONDS = isQuick ? 60 : 600
const EVENTS_PER_SECOND = 3000
const UPLOAD_MS = 300
/** AWS lets no more messages of a queue be in flight; one that waits for its time is. */
const IN_FLIGHT_MAX = 120_000

/** Writes of so many clients that they make about as many a second. */
function traffic(): readonly Write[] {
  const perSecond = EVENTS_PER_SECOND / PART
  const sample = ftpTraffic({ seed: 1, writes: 500, clients: 1, gapMs: 250 })
  const eachPerSecond = (sample.length * 1000) / (sample.at(-1)?.atMs ?? 1)
  const clients = Math.max(1, Math.round(perSecond / eachPerSecond))
  const writes = ftpTraffic({ seed: 2, writes: perSecond * SECONDS, clients, gapMs: 250 })
  return writes.filter(({ atMs }) => atMs <= SECONDS * 1000)
}

async function flood(atOnce: number, writes: readonly Write[]): Promise<Row[]> {
  const world = new BenchWorld(undefined, { ...USUAL, assets: UPLOAD_MS })
  const { time, changes } = world
  // Nobody has wiped the bucket.
  world.deletionsMax = Number.POSITIVE_INFINITY
  const lags: number[] = []
  world.onBatch = (outcomes) => lags.push(...outcomes.flatMap(({ lagMs }) => lagMs ?? []))
  const startMs = time.nowMs()
  let endMs = startMs
  let waitingAtEnd = 0
  const playing = world.play(writes).then(() => {
    endMs = time.nowMs()
    waitingAtEnd = changes.messages.size
  })
  const crew = { workers: Math.max(1, Math.round(atOnce / PART / 2)), changesAtOnce: 2 }
  await world.run(crew, playing)
  const { missing, stale, extra } = wrongOf(world)
  const wrong = missing.length + stale.length + extra.length + world.deadLetters.messages.size
  const seconds = (endMs - startMs) / 1000
  const row = (what: string, value: number, unit: string, most?: number): Row => ({
    what: `${atOnce} at once: ${what}`,
    value: sampleOf([value]),
    unit,
    most,
  })
  const drainedSeconds = (time.nowMs() - endMs) / 1000
  const servedPerSecond = (writes.length - waitingAtEnd) / seconds
  return [
    row('events a second', (world.events * PART) / seconds, ''),
    row('wrong at the end', wrong, '', 0),
    row('waiting when it ends', waitingAtEnd * PART, ''),
    {
      ...row('until all is mirrored', drainedSeconds, 's'),
      baseline: {
        what: 'waiting by served',
        value: sampleOf([Math.max(waitingAtEnd / servedPerSecond, 1)]),
      },
      // Where less is served than comes it drains no more slowly than before; else the settle window is what is left.
      most: waitingAtEnd > writes.length / 10 ? 1.25 : undefined,
    },
    row('half show after', sampleOf(lags).median / 1000, 's'),
    { ...row('the last shows after', sampleOf(lags).max / 1000, 's') },
    {
      ...row('in flight at most', changes.inFlightMax * PART, ''),
      baseline: { what: 'AWS', value: sampleOf([IN_FLIGHT_MAX]) },
      most: 1,
    },
  ]
}

const writes = traffic()
const rows: Row[] = []
for (const atOnce of isQuick ? [200, 1600] : [200, 800, 1600]) rows.push(...(await flood(atOnce, writes)))
process.exitCode = report('flood', rows) ? 0 : 1
