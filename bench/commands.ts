import { join } from 'node:path'
import { StackProcess } from '../tests/local/stack-process.ts'
import { PROJECT, SLS, slsEnvironment } from '../tests/support/sls.ts'
import { countOf } from './arguments.ts'
import { measure, type Taken } from './process.ts'
import { type Row, report, sampleOf } from './report.ts'

/**
 * What an operator waits for: each command by `npx mirror` and by the program itself, beside an empty Node, the framework's own start
 * and `sls queue`, in turns, so that all of them meet the same neighbours.
 */

const RUNS = countOf(process.argv[2], 7)
const MIRROR = join(PROJECT, 'operate', 'bin', 'mirror.mjs')
const node = process.execPath

const programs = {
  'node -e 0': [node, '-e', '0'],
  'npx node -e 0': ['npx', 'node', '-e', '0'],
  'sls --version': [...SLS, '--version'],
  'sls queue': [...SLS, 'queue', '--stage', 'local'],
  'npx mirror queue': ['npx', 'mirror', 'queue', '--stage', 'local'],
  'mirror queue': [node, MIRROR, 'queue', '--stage', 'local'],
  'mirror explain': [node, MIRROR, 'explain', '--key', 'a.jpg', '--stage', 'local'],
  'mirror status': [node, MIRROR, 'status', '--key', 'a.jpg', '--stage', 'local'],
  'mirror guard show': [node, MIRROR, 'guard', 'show', '--stage', 'local'],
  'mirror diagnose': [node, MIRROR, 'diagnose', '--stage', 'local'],
  'mirror --help': [node, MIRROR, '--help'],
} as const satisfies Record<string, readonly [string, ...string[]]>

type Program = keyof typeof programs
const names = Object.keys(programs).filter((name): name is Program => name in programs)

const stack = new StackProcess()
await stack.start({}, ['--memory'])
const env = { ...slsEnvironment(), HOME: process.env.HOME, LOCAL_DATA: stack.directory }
const taken = new Map<Program, Taken[]>(names.map((name) => [name, []]))
try {
  // The first round fills the caches, and is not counted.
  for (let round = 0; round <= RUNS; round++) {
    for (const name of names) {
      const one = await measure(programs[name], { cwd: PROJECT, env })
      if (round > 0) taken.get(name)?.push(one)
    }
  }
} finally {
  await stack.remove()
}

const of = (name: Program, what: keyof Taken) => sampleOf((taken.get(name) ?? []).map((one) => one[what]))
const against = (name: Program, what: keyof Taken) => ({ what: name, value: of(name, what) })
const mirrored = names.filter((name) => name.includes('mirror'))
const rows: Row[] = [
  ...names.map((name) => ({
    what: `${name}, wall`,
    value: of(name, 'wallMs'),
    unit: 'ms',
    most: name.includes('mirror') ? 1200 : undefined,
  })),
  ...mirrored.map((name) => ({
    what: `${name}, CPU`,
    value: of(name, 'cpuMs'),
    unit: 'ms',
    baseline: against('sls queue', 'cpuMs'),
  })),
  ...names.map((name) => ({
    what: `${name}, memory`,
    value: of(name, 'memoryMb'),
    unit: 'MB',
    most: name.includes('mirror') ? 150 : undefined,
  })),
]
process.exitCode = report('commands', rows) ? 0 : 1
