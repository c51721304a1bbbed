import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { UsageError } from '../cli/usage-error.ts'

/** Asks the framework for serverless.yml with its variables resolved. Rejects with a UsageError that has the framework's words. */
export async function printService(folder: string, options: readonly string[]): Promise<unknown> {
  const manifest = createRequire(import.meta.url).resolve('serverless/package.json')
  const program = join(dirname(manifest), 'bin', 'serverless.js')
  const child = spawn(process.execPath, [program, 'print', '--format', 'json', ...options], {
    cwd: folder,
    env: { ...process.env, SLS_NOTIFICATIONS_MODE: 'off', SLS_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // The framework says errors where it says results.
  const [printed, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (code === 0) return parsed(printed)
  const words = printed.replace(/^\s*Error:\s*/, '').trim() || said.trim()
  throw new UsageError(`expected the framework to read its configuration, found:\n${words}`)
}

function parsed(printed: string): unknown {
  try {
    return JSON.parse(printed)
  } catch {
    throw new UsageError('expected `sls print --format json` to print JSON, found something else; try it to see what')
  }
}
