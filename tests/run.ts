import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Counts, countsSchema, sumOf } from './support/counts.ts'
import { groupsOf, isTierName, misplacedFiles, type TierName, tierNames, tiersByFile } from './tiers.ts'

const HELP = `Usage: npm test
       npm run test:TIER [-- FILE ...] [OPTION ...]     TIER is one of ${tierNames.join(', ')}

Runs tests by tiers; tests/tiers.ts says which file is of which. npm test runs the checks and all tiers, and ends with one line:
N passed, M failed. Checks that fail count as one failure.

  FILE       runs this test file, or those of this folder, and no other
  -g NAME    runs the tests whose names contain NAME; this and other options are mocha's

Examples
  npm run test:unit
  npm run test:unit -- tests/plan/plan.test.ts
  npm run test:stack -- tests/local/pitfalls.test.ts -g 420`

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const MOCHA = join(createRequire(import.meta.url).resolve('mocha/package.json'), '..', 'bin', 'mocha.js')
/** What runs side by side: each list one after the other. Much of what stack waits for is time, which the others use. */
const LANES: readonly (readonly (TierName | 'check')[])[] = [
  ['check', 'unit', 'simulation'],
  ['deploy'],
  ['browser'],
  ['stack'],
]

/** What ends this process ends what it has started first, so that each clears away what it has made. */
const ENDING = ['SIGTERM', 'SIGHUP'] as const

interface Asked {
  /** None means all of the tier. */
  readonly files: readonly string[]
  readonly options: readonly string[]
}

/** Whether the words of a process are shown at once, or when it is over, so that two do not talk at once. */
type Speech = 'live' | 'afterwards'

async function main([first = '', ...rest]: readonly string[]): Promise<number> {
  const isOne = isTierName(first)
  const given = isOne || first === '' ? rest : [first, ...rest]
  if (given.includes('--help') || given.includes('-h')) return say(HELP, 0)
  const misplaced = misplacedFiles()
  if (misplaced.length > 0) return say(`In no tier of tests/tiers.ts, or in several: ${misplaced.join(', ')}`, 1)
  const asked = {
    files: given.filter(isFile).map((path) => relative(PROJECT, resolve(path))),
    options: given.filter((argument) => !isFile(argument)),
  }
  const { passed, failed } = isOne ? await runTier(first, asked, 'live') : await runAll(asked)
  if (!isOne) say(`\n${passed} passed, ${failed} failed`, 0)
  return failed === 0 && (passed > 0 || isReportedElsewhere(asked)) ? 0 : 1
}

function isFile(argument: string): boolean {
  return argument.endsWith('.test.ts') || /^(\.\/)?tests\//.test(argument)
}

/** Another reporter of mocha's does not tell us what it has counted. */
function isReportedElsewhere({ options }: Asked): boolean {
  return options.some((option) => /^(-R|--reporter)/.test(option))
}

async function runAll(asked: Asked): Promise<Counts> {
  const isWanted = (name: TierName | 'check') =>
    asked.files.length === 0 || (name !== 'check' && chosenOf(name, asked).length > 0)
  const lanes = LANES.map(async (names) => {
    const counts: Counts[] = []
    for (const name of names.filter(isWanted)) {
      counts.push(name === 'check' ? await runCheck() : await runTier(name, asked, 'afterwards'))
    }
    return sumOf(counts)
  })
  return sumOf(await Promise.all(lanes))
}

async function runCheck(): Promise<Counts> {
  const { code } = await run(['npm', 'run', '--silent', 'check'], 'afterwards')
  say(code === 0 ? 'check: passed' : 'check: failed', code)
  return { passed: 0, failed: code === 0 ? 0 : 1 }
}

async function runTier(tier: TierName, asked: Asked, speech: Speech): Promise<Counts> {
  const groups = chosenOf(tier, asked)
  if (groups.length === 0) return { passed: 0, failed: say(`None of these is of test:${tier}.${hintsFor(asked)}`, 1) }
  const startMs = performance.now()
  const counts = await Promise.all(
    groups.map((files) => runFiles(files, asked, groups.length > 1 ? 'afterwards' : speech)),
  )
  const { passed, failed } = sumOf(counts)
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  say(`${tier}: ${passed} passed, ${failed} failed in ${seconds} s`, failed)
  return { passed, failed }
}

async function runFiles(files: readonly string[], { options }: Asked, speech: Speech): Promise<Counts> {
  const command = [process.execPath, MOCHA, ...options, ...files]
  const { code, counts = { passed: 0, failed: 0 } } = await run(command, speech)
  // A file that cannot be loaded is no test that has failed.
  return counts.failed === 0 && code !== 0 ? { ...counts, failed: 1 } : counts
}

function chosenOf(tier: TierName, { files: wanted }: Asked): readonly (readonly string[])[] {
  const isWanted = (file: string) => wanted.some((one) => file === one || file.startsWith(`${one.replace(/\/$/, '')}/`))
  const isChosen = (file: string) => wanted.length === 0 || isWanted(file)
  return groupsOf(tier)
    .map((files) => files.filter(isChosen))
    .filter((files) => files.length > 0)
}

function hintsFor({ files }: Asked): string {
  const tiers = tiersByFile()
  const commands = files.flatMap((file) => tiers.get(file)?.map((tier) => `npm run test:${tier} -- ${file}`) ?? [])
  return commands.length === 0 ? '' : ` Try\n  ${commands.join('\n  ')}`
}

interface Ended {
  readonly code: number
  /** Where it is mocha that has run, and has come to the end. */
  readonly counts?: Counts
}

async function run([program = '', ...words]: readonly string[], speech: Speech): Promise<Ended> {
  const output = speech === 'live' ? 'inherit' : 'pipe'
  const child = spawn(program, words, {
    cwd: PROJECT,
    // Compiled code is kept for all that the tests start.
    env: { ...process.env, NODE_COMPILE_CACHE: join(PROJECT, 'node_modules', '.cache', 'compile') },
    stdio: ['inherit', output, output, 'ipc'],
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of ENDING) process.once(signal, pass)
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part))
  let counts: Counts | undefined
  child.on('message', (told) => {
    counts = countsSchema.parse(told)
  })
  const [code] = await once(child, 'close')
  for (const signal of ENDING) process.off(signal, pass)
  process.stdout.write(Buffer.concat(said))
  return { code: code ?? 1, ...(counts && { counts }) }
}

function say(words: string, code: number): number {
  console.log(words)
  return code
}

process.exitCode = await main(process.argv.slice(2))
