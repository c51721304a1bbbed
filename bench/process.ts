import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { temporaryFolder } from '../tests/support/temporary-folder.ts'

/** What a program took, with all processes that it was made of. */
export interface Taken {
  readonly wallMs: number
  readonly cpuMs: number
  /** Of the process of Node that needed the most, among those that have this one's environment. */
  readonly memoryMb: number
}

const folder = temporaryFolder('bench')
const preload = join(folder, 'preload.cjs')
/** Each process of Node says at its end what it has needed. */
writeFileSync(
  preload,
  `process.on('exit', () => {
  require('node:fs').appendFileSync(process.env.BENCH_USAGE, process.resourceUsage().maxRSS + '\\n')
})`,
)
/** A shell tells, in its last line, the time of all processes that came of it: Node does not. Source: POSIX, "times". */
const TIMED = '"$@" > /dev/null 2>&1; code=$?; times; exit $code'
const timesPattern = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/

/** Runs a program to its end, with nothing to read and its output thrown away. Rejects where it fails. */
export async function measure(
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<Taken> {
  const file = join(folder, 'usage')
  rmSync(file, { force: true })
  appendFileSync(file, '')
  const env = { ...(options.env ?? process.env), BENCH_USAGE: file, NODE_OPTIONS: `--require=${preload}` }
  const startMs = performance.now()
  const shell = ['-c', TIMED, 'sh', program, ...args]
  const child = spawn('sh', shell, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const wallMs = performance.now() - startMs
  if (code !== 0) throw new Error(`expected ${[program, ...args].join(' ')} to end with code 0, found ${code}`)
  const memoryMb = Math.max(...readFileSync(file, 'utf8').trim().split('\n').map(Number)) / 1024
  return { wallMs, cpuMs: cpuMsOf(told), memoryMb }
}

function cpuMsOf(told: string): number {
  const [, ...times] = timesPattern.exec(told) ?? []
  if (times.length === 0) throw new Error(`expected what \`times\` prints, found ${JSON.stringify(told)}`)
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = times.map(Number)
  return ((userMinutes + systemMinutes) * 60 + user + system) * 1000
}
