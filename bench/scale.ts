import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { composeLedger } from '../shared/composition/ledger.ts'
import type { Row as LedgerRow, RowStore } from '../shared/ports/rows.ts'
import type { ListedObject } from '../shared/ports/source.ts'
import { Rules } from '../shared/rules/rules.ts'
import { sweep } from '../shared/sweep/sweep.ts'
import { fakeClock } from '../tests/support/fake-clock.ts'
import { BUCKET, MemoryWorld, SETTLE_MS } from '../tests/support/world.ts'
import { type Row, report, sampleOf } from './report.ts'

/**
 * A sweep over ever more keys on which the bucket and the ledger agree, the pages being made as they are asked for, in the shapes that the
 * adapters have. Making them is not counted. How the time grows is told as an exponent: 1 is in proportion.
 */

const SIZES = [1_000, 10_000, 100_000, 1_000_000].slice(0, process.argv[2] === 'quick' ? 3 : 4)
const NOOP = 20_000
const rules = new Rules()
const clock = fakeClock()

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const keyOf = (index: number) => `shoot/${String(index).padStart(8, '0')}.jpg`
const indexAfter = (after: string | undefined) => (after === undefined ? 0 : Number(after.slice(6, 14)) + 1)

/** The row and the object of one key, as a worker has left them; all others are made from them. */
async function template() {
  const world = new MemoryWorld()
  await world.putMirrored(keyOf(0), 'content')
  const row = world.table.partition(BUCKET).find(({ sort }) => sort === keyOf(0))
  const listed = (await world.dependencies().source.list(undefined, 1)).items[0]
  if (!row || !listed) throw new Error('expected a row and an object of the key')
  return { row: JSON.stringify(row), listed }
}

const { row: rowText, listed } = await template()
const { digest: firstDigest } = matchOf(keyOf(0))

function matchOf(key: string) {
  const match = rules.matchRule(key)
  if (match.kind !== 'matched') throw new Error(`expected ${key} to be mirrored`)
  return match
}

/** A row as DynamoDB's answer has it: parsed text. */
function rowOf(index: number): LedgerRow {
  const key = keyOf(index)
  const name = (text: string) => text.slice(0, -'.jpg'.length)
  const text = rowText.replaceAll(name(keyOf(0)), name(key)).replaceAll(firstDigest, matchOf(key).digest)
  return JSON.parse(text)
}

/** A sweep of so many keys: its own CPU time in ms, and the most heap that was in use at a page. */
async function swept(keys: number) {
  let notCountedMs = 0
  let heapMb = 0
  const notCounted = <Value>(call: () => Value): Value => {
    const startMs = cpuMs()
    const value = call()
    notCountedMs += cpuMs() - startMs
    return value
  }
  const page = <Item>(after: string | undefined, most: number, of: (index: number) => Item) =>
    notCounted(() => {
      const start = indexAfter(after)
      const end = Math.min(keys, start + most)
      return { items: Array.from({ length: end - start }, (_, index) => of(start + index)), isLast: end === keys }
    })
  const unused = async () => Promise.reject(new Error('expected no writes and no searches'))
  const rows: RowStore = {
    read: async () => undefined,
    write: unused,
    amend: unused,
    remove: unused,
    find: unused,
    list: async (_, after, most) => page(after, most, rowOf),
  }
  const { ledger, owners } = composeLedger(rows, BUCKET, clock)
  const objectOf = (index: number): ListedObject => ({ ...listed, key: keyOf(index) })
  const source = { list: async (after: string | undefined, most: number) => page(after, most, objectOf) }
  const queue = {
    delay: unused,
    reject: unused,
    send: async (bodies: readonly string[]) => void (bodies.length > 0 && (await unused())),
  }
  const cursor = { read: async () => undefined, write: async () => undefined }
  let pages = 0
  const onPage = () => {
    if (pages++ % 20 > 0) return
    notCounted(collectGarbage)
    heapMb = Math.max(heapMb, process.memoryUsage().heapUsed / 1e6)
  }
  const startMs = cpuMs()
  const settings = { bucket: BUCKET, settleMs: SETTLE_MS }
  const work = { bucket: BUCKET, ledger, owners, source, queue, clock, rules, settings, cursor, onPage, adopts: false }
  const { compared, complete } = await sweep({ ...work, mayGoOn: async () => true })
  if (!complete || compared !== keys) throw new Error(`expected ${keys} keys, found ${compared}`)
  return { ms: cpuMs() - startMs - notCountedMs, heapMb }
}

await swept(NOOP)
const noop = []
for (let round = 0; round < 5; round++) noop.push((await swept(NOOP)).ms)
const rows: Row[] = [
  { what: `noop: ${NOOP.toLocaleString('en')} keys unchanged`, value: sampleOf(noop), unit: 'ms', most: 2000 },
]
const found = []
for (const keys of SIZES) {
  const results = []
  for (let round = 0; round < (keys < 100_000 ? 5 : 1); round++) results.push(await swept(keys))
  const ms = sampleOf(results.map((one) => one.ms))
  found.push({ keys, ms: ms.median })
  const rate = sampleOf(results.map((one) => (one.ms / keys) * 1000))
  // Fifty thousand keys a second are 20 µs each.
  rows.push({ what: `${keys.toLocaleString('en')} keys, each`, value: rate, unit: 'µs', most: 20 })
  rows.push({
    what: `${keys.toLocaleString('en')} keys, heap`,
    value: sampleOf(results.map((one) => one.heapMb)),
    unit: 'MB',
  })
}
// From the second size on: the first is one page, and most of it the start.
const [first, last] = [found[1], found.at(-1)]
if (first && last) {
  const exponent = Math.log(last.ms / first.ms) / Math.log(last.keys / first.keys)
  rows.push({ what: 'exponent', value: sampleOf([exponent]), unit: '', most: 1.05 })
}
process.exitCode = report('scale', rows) ? 0 : 1
