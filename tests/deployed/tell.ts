import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Counts, countsSchema } from '../support/counts.ts'
import { PROJECT } from '../support/sls.ts'
import { TOO_SLOW } from './bound.ts'
import type { Told } from './twice.ts'

const MOCHA = join(createRequire(import.meta.url).resolve('mocha/package.json'), '..', 'bin', 'mocha.js')
const STORIES = 'tests/deployed/deployed.ts'

/** How the stories of a stage are told. */
export interface Telling {
  /** A Python with the packages. */
  readonly python: string
  /** A fault of tests/deployed/planted.ts: the stories end at the first that fails. */
  readonly fault?: string
  /** They end then, where none has failed. */
  readonly secondsMax?: number
}

/** Tells the stories of a stage: aloud, or where a fault is planted, silently. */
export async function tell({ python, fault = '', secondsMax }: Telling): Promise<Told> {
  const output = fault ? 'pipe' : 'inherit'
  const child = spawn(process.execPath, [MOCHA, ...(fault && ['--bail']), STORIES], {
    cwd: PROJECT,
    env: {
      ...process.env,
      DEPLOYED_PYTHON: python,
      DEPLOYED_FAULT: fault,
      DEPLOYED_SECONDS_MAX: String(secondsMax ?? ''),
    },
    stdio: ['ignore', output, output, 'ipc'],
  })
  let counts: Counts = { passed: 0, failed: 0 }
  child.on('message', (told) => {
    counts = countsSchema.parse(told)
  })
  const said: Buffer[] = []
  child.stdout?.on('data', (part: Buffer) => said.push(part))
  child.stderr?.resume()
  const end = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, end)
  const [code] = await once(child, 'close')
  const [, firstFailure = ''] = /^\s+1\) (.*)$/m.exec(Buffer.concat(said).toString()) ?? []
  const isTooSlow = code === TOO_SLOW
  // Stories that cannot be told are no stories that have passed.
  const failed = counts.failed || (code === 0 || isTooSlow ? 0 : 1)
  return { ...counts, failed, firstFailure, isTooSlow }
}
