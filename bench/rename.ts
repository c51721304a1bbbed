import { SETTLE_MS } from '../tests/support/world.ts'
import { type Row, report, sampleOf } from './report.ts'
import { USUAL } from './world/calls.ts'
import { publicIdOf, wrongOf } from './world/judge.ts'
import { BenchWorld } from './world/world.ts'

/**
 * A folder of five hundred files that a client renames one after the other, as a server on S3 does: a copy and a delete each. No byte may
 * move, and no file may be without an asset at its old or its new name. In virtual time, once with a content each and once with fifty files
 * of every content.
 */

const FILES = 500
const CREW = { workers: 5, changesAtOnce: 2 }
const CALLS = 2
const CLIENT_MS = 2

interface Renamed {
  readonly uploads: number
  readonly calls: number
  /** All files together, in ms: how long neither name had an asset. */
  readonly withoutMs: number
  /** From the client's first command to the last call. */
  readonly equalMs: number
}

async function rename(equal: number): Promise<Renamed> {
  const world = new BenchWorld()
  const { time, moments, store, media } = world
  const keys = Array.from({ length: FILES }, (_, index) => `before/${index}.jpg`)
  for (const [index, key] of keys.entries()) {
    const name = `content ${Math.floor(index / equal)}`
    world.write({ kind: 'put', key, bytes: { name, inParts: false } })
  }
  await world.run(CREW, Promise.resolve())
  moments.counts.clear()
  const isThere = (key: string) => {
    const publicId = publicIdOf(world, key) ?? ''
    return media.at({ resourceType: 'image', type: 'upload', publicId }) !== undefined
  }
  const missing = new Map<string, number>()
  let withoutMs = 0
  let equalMs = time.nowMs()
  moments.onEffect = (call) => {
    if (call.startsWith('assets.')) equalMs = time.nowMs()
    if (!/assets\.(upload|rename|destroy)/.test(call)) return
    for (const key of keys) {
      const isMissing = !isThere(key) && !isThere(key.replace('before', 'after'))
      const sinceMs = missing.get(key)
      if (isMissing && sinceMs === undefined) missing.set(key, time.nowMs())
      if (isMissing || sinceMs === undefined) continue
      withoutMs += time.nowMs() - sinceMs
      missing.delete(key)
    }
  }
  const traffic = async () => {
    for (const key of keys) {
      world.write({ kind: 'copy', from: key, key: key.replace('before', 'after') })
      await time.sleep(CLIENT_MS)
      world.write({ kind: 'delete', key })
      await time.sleep(CLIENT_MS)
    }
  }
  const startMs = time.nowMs()
  await world.run(CREW, traffic())
  const { missing: absent, stale, extra } = wrongOf(world)
  const wrong = absent.length + stale.length + extra.length + missing.size
  if (wrong > 0 || store.keys().length !== FILES)
    throw new Error(`expected all to be renamed, found ${wrong} that are not`)
  const uploads = moments.count('assets.upload')
  const calls = uploads + moments.count('assets.rename', 'assets.update', 'assets.destroy')
  return { uploads, calls, withoutMs, equalMs: equalMs - startMs }
}

/** What the calls to Cloudinary alone take, as many at once. */
const floorMs = (FILES * CALLS * USUAL.assets) / (CREW.workers * CREW.changesAtOnce)

async function rowsOf(what: string, equal: number): Promise<Row[]> {
  const { uploads, calls, withoutMs, equalMs } = await rename(equal)
  const row = (name: string, value: number, unit: string, most?: number): Row => ({
    what: `${what}: ${name}`,
    value: sampleOf([value]),
    unit,
    most,
  })
  return [
    row('uploads', uploads, '', 0),
    row('without an asset', withoutMs, 'ms', 0),
    { ...row('calls', calls, ''), baseline: { what: 'two a file', value: sampleOf([CALLS * FILES]) }, most: 1 },
    {
      ...row('until all are renamed', equalMs, 'ms'),
      baseline: { what: 'the window and the calls', value: sampleOf([SETTLE_MS + floorMs]) },
      most: 1.2,
    },
  ]
}

const rows = [...(await rowsOf('different files', 1)), ...(await rowsOf('fifty equal files each', 50))]
process.exitCode = report('rename', rows) ? 0 : 1
