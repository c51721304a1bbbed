import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The measurements by name, and what each tells. `quick` are the arguments with which it takes seconds. */
const benches: Readonly<Record<string, { readonly tells: string; readonly quick?: readonly string[] }>> = {
  commands: { tells: "operators' commands by `npx mirror` and by `sls`: time and memory", quick: ['3'] },
  cold: { tells: 'loading each packaged function: time, memory, size', quick: ['5'] },
  overhead: { tells: "a worker's own work for an event: CPU", quick: ['500'] },
  trace: { tells: 'what FTP clients do in some minutes, beside a mirror of one event, one call', quick: ['quick'] },
  fill: { tells: 'a first fill, in process and on the local stack', quick: ['quick'] },
  rename: { tells: 'a folder of five hundred files that is renamed', quick: [] },
  storm: { tells: 'one key that is overwritten ten thousand times in a second', quick: [] },
  throttle: { tells: 'a first fill where Cloudinary has no time for more', quick: ['quick'] },
  workers: { tells: 'what more workers do', quick: [] },
  flood: { tells: '3,000 events a second for ten minutes', quick: ['quick'] },
  cost: { tells: 'what AWS is asked for, and what it costs', quick: ['quick'] },
  scale: { tells: 'sweeps over a thousand keys to a million: time and memory', quick: ['quick'] },
  start: { tells: '`npm start` until it is ready, and its memory', quick: ['quick'] },
  suite: { tells: 'what each tier of the tests takes', quick: ['unit'] },
  arrival: { tells: 'from an upload to its asset' },
  sweep: { tells: 'a first fill and a sweep of twenty thousand objects' },
  wipe: { tells: 'an emptied bucket' },
  memory: { tells: 'memory of the local stack under a large file (front)' },
  'large-files': { tells: 'one large file by FTP, beside pure-ftpd (front)' },
  'ftp-front': { tells: 'many small files by FTP, beside pure-ftpd (front)' },
}

/** Those of FTP clients, beside a plain server. */
const FRONT = ['memory', 'large-files', 'ftp-front']

const HELP = `Usage: npm run bench -- NAME [ARGUMENTS]
       npm run bench -- front              the three of FTP clients
       npm run bench -- --quick            those that take seconds
       npm run bench -- --all [PACKAGE]    all, cold held against what \`sls package\` made of another version

${Object.entries(benches)
  .map(([name, { tells }]) => `  ${name.padEnd(13)} ${tells}`)
  .join('\n')}

docs/performance.md explains them. Results are in bench/results/NAME.json too, as far as a measurement writes them.`

async function run(name: string, args: readonly string[]): Promise<boolean> {
  console.log(`\n${name}: ${benches[name]?.tells}`)
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code === 0
}

/** Runs some, and tells in the end which have not reached what they must. */
async function runAll(runs: readonly (readonly [string, readonly string[]])[]): Promise<boolean> {
  const failed: string[] = []
  for (const [one, args] of runs) if (!(await run(one, args))) failed.push(one)
  if (failed.length > 0) console.log(`\nnot reached: ${failed.join(', ')}`)
  return failed.length === 0
}

const [name = '--help', ...args] = process.argv.slice(2)
if (name === '--quick') {
  const runs = Object.entries(benches).flatMap(([one, { quick }]) => (quick ? [[one, quick] as const] : []))
  process.exitCode = (await runAll(runs)) ? 0 : 1
} else if (name === '--all') {
  // The tests last: they write where others read what is kept of compiled code.
  const names = Object.keys(benches).toSorted((a, b) => Number(a === 'suite') - Number(b === 'suite'))
  const argsOf = (one: string) => (one === 'cold' && args[0] !== undefined ? ['15', args[0]] : [])
  process.exitCode = (await runAll(names.map((one) => [one, argsOf(one)]))) ? 0 : 1
} else if (name === 'front') {
  process.exitCode = (await runAll(FRONT.map((one) => [one, args]))) ? 0 : 1
} else if (Object.hasOwn(benches, name)) {
  process.exitCode = (await run(name, args)) ? 0 : 1
} else {
  console.log(HELP)
  process.exitCode = name === '--help' ? 0 : 1
}
