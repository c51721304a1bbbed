import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['functions', 'shared', 'operate', 'local']
const FILE_LINES_MAX = 250
const FUNCTION_LINES_MAX = 60

interface SourceFile {
  readonly path: string
  readonly text: string
}

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && statSync(join(PROJECT, path)).isFile())
    .map((path) => ({ path, text: readFileSync(join(PROJECT, path), 'utf8') }))
}

const production = FOLDERS.flatMap(sourceFiles)
const example = {
  path: 'mirror.config.example.ts',
  text: readFileSync(join(PROJECT, 'mirror.config.example.ts'), 'utf8'),
}
const all = [...production, ...sourceFiles('tests'), example]
const pathsWhere = (files: readonly SourceFile[], isMeant: (file: SourceFile) => boolean) =>
  files.filter(isMeant).map(({ path }) => path)
const within =
  (...places: string[]) =>
  ({ path }: SourceFile) =>
    places.some((place) => path.startsWith(place))

/** The lines of each function or method that begins and ends at the same indentation. */
function longFunctions({ path, text }: SourceFile): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, start) => {
    const opening = /^(\s*)(?:export |async |private |static |#)*(?:function\b.*|[#\w]+\(.*\)(?::.*)?) ?\{$/.exec(line)
    if (!opening || /^\s*(if|for|while|switch|describe|it|return|catch)\b/.test(line)) return []
    const length = lines.slice(start).indexOf(`${opening[1]}}`)
    return length > FUNCTION_LINES_MAX ? [`${path}:${start + 1} has ${length} lines`] : []
  })
}

/** All files that can be reached from some file by relative imports and URLs. */
function reachableFrom(files: readonly SourceFile[], roots: readonly string[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set<string>()
  const visit = (path: string): void => {
    const file = byPath.get(path)
    if (!file || reached.has(path)) return
    reached.add(path)
    for (const [, target] of file.text.matchAll(/['"](\.{1,2}\/[^'"]+\.ts)['"]/g)) {
      visit(relative(PROJECT, resolve(PROJECT, dirname(path), target ?? '')))
    }
  }
  roots.forEach(visit)
  return reached
}

describe('the code keeps its promises:', () => {
  it('only adapters, functions and the local stack import an SDK', () => {
    const places = within('shared/adapters/', 'functions/', 'local/', 'operate/adapters/')
    const offenders = production.filter((file) => !places(file))
    expect(pathsWhere(offenders, ({ text }) => /from '(@aws-sdk|cloudinary)/.test(text))).to.deep.equal([])
  })

  it('only the configuration reads the environment', () => {
    const places = within('shared/config/', 'local/settings.ts', 'local/deployment/deployment.ts')
    const offenders = production.filter((file) => !places(file))
    expect(pathsWhere(offenders, ({ text }) => /process\.env/.test(text))).to.deep.equal([])
  })

  it('only the clock reads time and chance, in all that decides', () => {
    const files = production.filter(
      (file) => within('shared/', 'functions/')(file) && file.path !== 'shared/adapters/clock.ts',
    )
    expect(pathsWhere(files, ({ text }) => /Date\.now|Math\.random|new Date\(\)|randomUUID/.test(text))).to.deep.equal(
      [],
    )
  })

  it('nothing is of type any, and no fault is hidden from the compiler', () => {
    const files = all.filter((file) => file.path !== 'tests/tidy.test.ts')
    const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/ .*$/gm, '')
    const hides = ({ text }: SourceFile) => /@ts-(ignore|nocheck|expect-error)/.test(text)
    expect(
      pathsWhere(files, (file) => hides(file) || /(:|\bas|<) any\b/.test(withoutComments(file.text))),
    ).to.deep.equal([])
  })

  it('no test is skipped or runs alone', () => {
    const tests = all.filter((file) => file.path !== 'tests/tidy.test.ts')
    expect(
      pathsWhere(tests, ({ text }) => /\b(it|describe)\.(only|skip)\b|\bxit\(|\bthis\.skip\(/.test(text)),
    ).to.deep.equal([])
  })

  it(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
    expect(pathsWhere(production, ({ text }) => text.split('\n').length > FILE_LINES_MAX + 1)).to.deep.equal([])
  })

  it(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
    expect(production.flatMap(longFunctions)).to.deep.equal([])
  })

  it('no file lies about that nothing reaches', () => {
    const roots = [
      ...pathsWhere(all, within('functions/')),
      'local/start.ts',
      'local/lambda/sandbox-thread.ts',
      'operate/plugin.ts',
      'mirror.config.example.ts',
    ]
    const entries = readdirSync(join(PROJECT, 'functions')).map((name) => join('functions', name))
    const reached = reachableFrom(all, [...new Set([...roots, ...entries])])
    expect(pathsWhere(production, ({ path }) => !reached.has(path))).to.deep.equal([])
  })

  it('the mirror decides without the outside world: shared imports neither functions, local nor operate', () => {
    const shared = production.filter(within('shared/'))
    expect(pathsWhere(shared, ({ text }) => /from '(\.\.\/)+(functions|local|operate)\//.test(text))).to.deep.equal([])
  })
})
