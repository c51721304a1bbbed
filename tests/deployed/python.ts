import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { PROJECT } from '../support/sls.ts'

const run = promisify(execFile)

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
/** What the pinned versions need. */
const PYTHON_VERSION_LEAST = [3, 10] as const
/** Who has no network finds out by then. */
const INSTALL_MS_MAX = 180_000

/** What is missing on this machine, and what to do. */
export class MissingError extends Error {
  override readonly name = 'MissingError'
}

/** The programs of a virtual environment of Python. */
export interface Python {
  readonly python: string
  readonly cfnLint: string
  /** Where their files are. */
  readonly folder: string
}

/** Makes a virtual environment with the pinned packages, unless it is there; throws a MissingError where that cannot be done. */
export async function pythonWithPackages(): Promise<Python> {
  await checkPrograms()
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)
  const folder = join(PROJECT, 'node_modules', '.cache', 'deployed', digest)
  const programs = { folder, python: join(folder, 'bin', 'python'), cfnLint: join(folder, 'bin', 'cfn-lint') }
  // Written last: what was interrupted is made anew.
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return programs
  console.log('Installing the emulator and cfn-lint (a minute, once)')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, '..'), { recursive: true })
  await orMissing(['python3', '-m', 'venv', folder], 'Python 3 with its module venv (Debian: python3-venv)')
  const pip = [programs.python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input']
  const patience = ['--timeout', '15', '--retries', '2']
  await orMissing([...pip, ...patience, '--requirement', REQUIREMENTS], 'the packages of requirements.txt from PyPI')
  await orMissing([programs.cfnLint, '--version'], 'cfn-lint to run')
  writeFileSync(complete, '')
  return programs
}

async function checkPrograms(): Promise<void> {
  const [major, minor] = PYTHON_VERSION_LEAST
  const ask = `import sys; sys.exit(sys.version if sys.version_info < (${major}, ${minor}) else 0)`
  await orMissing(['python3', '-c', ask], `Python ${major}.${minor} or later, as python3`)
  await orMissing(['openssl', 'version'], 'openssl, which makes the certificate of the emulator')
}

const failureSchema = z.object({ stderr: z.string().optional(), message: z.string() })

/** Runs a command; where it fails, says what was expected. */
async function orMissing([program = '', ...words]: readonly string[], expected: string): Promise<void> {
  try {
    await run(program, words, { timeout: INSTALL_MS_MAX })
  } catch (thrown) {
    const { stderr, message } = failureSchema.parse(thrown)
    const [found] = (stderr?.trim() || message).split('\n').slice(-1)
    throw new MissingError(`expected ${expected}, found: ${found}`)
  }
}
