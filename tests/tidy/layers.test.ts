import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { circlesOf } from './circles.ts'
import { unusedExports } from './exports.ts'
import { code, importsOf, isWithin, PROJECT, pathsWhere, production, targetsOf } from './sources.ts'

/** The rooms of shared/, from the ground up: each imports only those before it. */
const ROOMS = [
  'model',
  'ports',
  'rules',
  'record',
  'event',
  'ledger',
  'config',
  'adapters',
  'guard',
  'breaker',
  'webhook',
  'identity',
  'claim',
  'plan',
  'outcome',
  'apply',
  'observability',
  'mirror.ts',
  'batch.ts',
  'sweep',
  'composition',
]

const roomOf = (path: string) => path.split('/')[1] ?? ''

describe('a circle', () => {
  it('is found, wherever it begins', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', ['d']],
      ['e', ['a']],
    ])
    expect(circlesOf(graph)).to.deep.equal([['d'], ['a', 'b', 'c']])
  })
})

describe('an export that nothing imports', () => {
  const found = (...files: readonly string[]) => {
    const all = files.map((text, index) => ({ path: `${'abc'[index]}.ts`, text }))
    return unusedExports(all.slice(0, 1), all)
  }
  const a = 'export const one = 1\nexport async function two() {}\nexport interface Three {}\nexport { four as five }\n'

  it('is told by its file and its name', () => {
    const names = ['one', 'two', 'Three', 'five'].map((name) => `a.ts exports ${name}`)
    expect(found(a)).to.deep.equal(names)
    expect(found(a, "import { one } from './other/a.ts'\n")).to.deep.equal(names)
    expect(found(`${a}one + two()`), 'used in its own file').to.deep.equal(names)
    expect(found(`${a}export default one`)).to.deep.equal([...names, 'a.ts exports default'])
  })

  it('is none that is imported by whatever way, or that is the shape of what else the file exports', () => {
    const byName = "import unnamed, {\n  one,\n  type Three as Other,\n} from './a.ts'\nexport { two } from './a.ts'\n"
    const later = "const { five } = await import('./a.ts')\n"
    expect(found(`${a}export default one`, byName, later)).to.deep.equal([])
    expect(found(a, byName)).to.deep.equal(['a.ts exports five'])
    expect(found(a, "import * as all from './a.ts'\nall.one + all.two() + all.five as all.Three\n")).to.deep.equal([])
    expect(found('export interface Shape {}\nexport const it: Shape = {}\n')).to.deep.equal(['a.ts exports it'])
  })
})

describe('the layout', () => {
  it('has no circle of imports, those of types included', () => {
    expect(circlesOf(new Map(code.map((file) => [file.path, importsOf(file)])))).to.deep.equal([])
  })

  it('has a place for each room of shared', () => {
    const rooms = readdirSync(join(PROJECT, 'shared'))
    expect(rooms.filter((room) => !ROOMS.includes(room))).to.deep.equal([])
  })

  it('goes up in shared: a room imports only rooms below it, and nothing outside', () => {
    const upward = production
      .filter(({ path }) => isWithin(path, 'shared/'))
      .flatMap((file) => importsOf(file).map((target) => [file.path, target] as const))
      .filter(([path, target]) => {
        // The package's own description says which Node it needs.
        if (!isWithin(target, 'shared/')) return target !== 'package.json'
        return ROOMS.indexOf(roomOf(target)) > ROOMS.indexOf(roomOf(path))
      })
    expect(upward.map(([path, target]) => `${path} imports ${target}`)).to.deep.equal([])
  })

  it('has commands in operate that stand on their own: on cli, stage and trouble, status on dlq, and the console on all', () => {
    const upward = production
      .filter(
        ({ path }) => /^operate\/.+\//.test(path) && !isWithin(path, 'operate/bin/') && roomOf(path) !== 'console',
      )
      .flatMap((file) => importsOf(file).map((target) => [file.path, target] as const))
      .filter(([path, target]) => {
        if (isWithin(target, 'shared/', 'operate/cli/', 'operate/stage/', 'operate/trouble/')) return false
        return roomOf(target) !== roomOf(path) && !(roomOf(path) === 'status' && isWithin(target, 'operate/dlq/'))
      })
    expect(upward.map(([path, target]) => `${path} imports ${target}`)).to.deep.equal([])
  })

  it('keeps entries only in functions: each exports a handler, and is deployed', () => {
    const deployed = readdirSync(join(PROJECT, 'functions')).sort()
    const entries = production.filter(({ path }) => isWithin(path, 'functions/'))
    expect(pathsWhere(entries, ({ text }) => !/^export const handler = /m.test(text))).to.deep.equal([])
    expect(deployed).to.deep.equal(entries.map(({ path }) => path.replace('functions/', '')).sort())
  })

  it('has one place that makes a ledger', () => {
    // Each of these classes has unit tests that make it themselves.
    const files = code.filter(
      ({ path }) => !isWithin(path, 'tests/ledger/', 'tests/breaker/', 'tests/webhook/', 'tests/tidy/'),
    )
    const makes = /new (Ledger|Owners|LedgerBreaker|DeletionGuard)\(/
    expect(pathsWhere(files, ({ text }) => makes.test(text))).to.deep.equal(['shared/composition/ledger.ts'])
  })

  it('has no export that nothing imports, but for those that a framework loads', () => {
    const loaded = /^(functions\/\w+\.ts exports handler|operate\/(plugin|deploy\/bundle)\.cjs exports default)$/
    expect(unusedExports(production, code).filter((one) => !loaded.test(one))).to.deep.equal([])
  })

  it('has no file that nothing reaches', () => {
    const byPath = new Map(code.map((file) => [file.path, file]))
    const reached = new Set<string>()
    const visit = (path: string): void => {
      const file = byPath.get(path)
      if (!file || reached.has(path)) return
      reached.add(path)
      targetsOf(file).forEach(visit)
    }
    const entries = pathsWhere(production, ({ path }) => isWithin(path, 'functions/'))
    const plugins = pathsWhere(production, ({ path }) => /^operate\/(plugin\.|bin\/|deploy\/bundle\.cjs)/.test(path))
    const manifest = readFileSync(join(PROJECT, 'package.json'), 'utf8')
    const programs = [...manifest.matchAll(/"node (?:--\S+ )*(local\/[\w.-]+)"/g)].map(([, path = '']) => path)
    for (const root of [...entries, ...plugins, ...programs, 'mirror.config.example.ts']) visit(root)
    expect(pathsWhere(production, ({ path }) => !reached.has(path))).to.deep.equal([])
  })
})
