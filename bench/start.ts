import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackProcess } from '../tests/local/stack-process.ts'
import { temporaryFolder } from '../tests/support/temporary-folder.ts'
import { type Row, report, sampleOf } from './report.ts'

/**
 * `npm start`, without npm's own part, until it says that it is ready: as the first time on a machine, with no compiled code and no data,
 * and again, with both. Then its memory, when it has stood still for a while.
 */

const isQuick = process.argv[2] === 'quick'
const AGAIN = isQuick ? 1 : 5
/** Environments of functions that nobody needs end after 20 s. */
const IDLE_MS = isQuick ? 2000 : 30_000

/** What of the process is in memory now, and what it needed at most. */
function memoryMb(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024
  return { now: of('VmRSS'), most: of('VmHWM') }
}

const folder = temporaryFolder('start')
const NODE_COMPILE_CACHE = join(folder, 'compiled')
process.env.NODE_COMPILE_CACHE = NODE_COMPILE_CACHE
const stack = new StackProcess()

async function started(): Promise<number> {
  const startMs = performance.now()
  await stack.start()
  return performance.now() - startMs
}

const [cold, warm]: [number[], number[]] = [[], []]
const idle: { now: number; most: number }[] = []
try {
  rmSync(NODE_COMPILE_CACHE, { recursive: true, force: true })
  cold.push(await started())
  await stack.end()
  for (let round = 0; round < AGAIN; round++) {
    warm.push(await started())
    if (round === AGAIN - 1) {
      await sleep(IDLE_MS)
      idle.push(memoryMb(stack.description().pid))
    }
    await stack.end()
  }
} finally {
  await stack.remove()
}
const rows: Row[] = [
  { what: 'until ready, the first time', value: sampleOf(cold), unit: 'ms' },
  { what: 'until ready, again', value: sampleOf(warm), unit: 'ms', most: 4000 },
  { what: 'memory, idle', value: sampleOf(idle.map(({ now }) => now)), unit: 'MB', most: isQuick ? undefined : 200 },
  { what: '  at most', value: sampleOf(idle.map(({ most }) => most)), unit: 'MB' },
]
process.exitCode = report('start', rows) ? 0 : 1
