import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../tests/support/temporary-folder.ts'

/** What a program took, with all processes of Node that it was made of. */
export interface Taken {
  readonly wallMs: number
  readonly cpuMs: number
  /** Of the process that needed the most. */
  readonly memoryMb: number
}

const folder = temporaryFolder('bench')
const preload = join(folder, 'preload.cjs')
/** Each process says at its end what it has used. */
writeFileSync(
  preload,
  `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  require('node:fs').appendFileSync(process.env.BENCH_USAGE, [maxRSS, userCPUTime + systemCPUTime].join(' ') + '\\n')
})`,
)

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
  const child = spawn(program, args, { cwd: options.cwd, env, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  const wallMs = performance.now() - startMs
  if (code !== 0) throw new Error(`expected ${[program, ...args].join(' ')} to end with code 0, found ${code}`)
  const used = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  const memoryMb = Math.max(...used.map(([kilobytes = 0]) => kilobytes / 1024))
  const cpuMs = used.reduce((sum, [, microseconds = 0]) => sum + microseconds / 1000, 0)
  return { wallMs, cpuMs, memoryMb }
}
