import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's directory. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** The Serverless Framework, without npx: that takes half a second longer, dies of Ctrl-C, and keeps the exit code to itself. */
export const SLS: readonly [string, string] = [
  process.execPath,
  join(dirname(createRequire(import.meta.url).resolve('serverless/package.json')), 'bin', 'serverless.js'),
]

/** What every process of the framework is given: it is quiet, and keeps what it compiles where it does no harm. */
export function slsEnvironment(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  return {
    PATH,
    ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }),
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_TELEMETRY_DISABLED: '1',
    // The code that checks serverless.yml takes more than a second to make.
    SLS_SCHEMA_CACHE_BASE_DIR: join(PROJECT, 'node_modules', '.cache', 'sls'),
  }
}
