import { expect } from 'chai'
import { code, filesWith, isWithin, pathsWhere, production, type SourceFile, tests } from './sources.ts'

const FILE_LINES_MAX = 200
const FUNCTION_LINES_MAX = 50

const SDK = /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'(?:@aws-sdk\/|cloudinary['/])/m
/** Where SDKs are imported: each place translates between one of them and a port. */
const ADAPTERS = ['shared/adapters/', 'shared/composition/', 'functions/', 'local/', 'operate/stage/']
/** What one command alone reads or writes is in its folder, in a file that is named for the service. */
const ADAPTERS_OF_COMMANDS = /^operate\/[a-z]+\/(aws|sqs)[a-z-]*\.ts$/

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/ .*$/gm, '')
const outside =
  (...places: readonly string[]) =>
  ({ path }: SourceFile) =>
    !isWithin(path, ...places)

/** The lines of each function or method that begins and ends at the same indentation. */
function longFunctions({ path, text }: SourceFile): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, start) => {
    const opening =
      /^(\s*)(?:export |async |private |static |#)*(?:function\b.*|[#\w]+\(.*\)(?::.*)?|\)(?::.*)) ?\{$/.exec(line)
    if (!opening || /^\s*(if|for|while|switch|describe|it|return|catch)\b/.test(line)) return []
    const length = lines.slice(start).findIndex((end) => end.replace(/,$/, '') === `${opening[1]}}`)
    return length > FUNCTION_LINES_MAX ? [`${path}:${start + 1} has ${length} lines`] : []
  })
}

describe('the code keeps its promises:', () => {
  it('only adapters import an SDK, and load it', () => {
    const others = production.filter(outside(...ADAPTERS)).filter(({ path }) => !ADAPTERS_OF_COMMANDS.test(path))
    expect(pathsWhere(others, ({ text }) => SDK.test(text))).to.deep.equal([])
  })

  it('only one place loads the Cloudinary SDK', () => {
    const loads = ({ text }: SourceFile) =>
      /(?:import\s*\(\s*|\bfrom\s+)'cloudinary(?:\/[^']*)?'/.test(text.replace(/import type .*/g, ''))
    const isType = ({ text }: SourceFile) => !/typeof import\('cloudinary'\)/.test(text)
    expect(
      pathsWhere(production.filter(isType), loads).filter((path) => path !== 'shared/adapters/cloudinary/sdk.ts'),
    ).to.deep.equal([])
  })

  it('what is deployed imports zod as a namespace, of which the bundler keeps what is used', () => {
    const files = production.filter(({ path }) => isWithin(path, 'shared/', 'functions/'))
    expect(pathsWhere(files, ({ text }) => /import (type )?\{[^}]*\} from 'zod'/.test(text))).to.deep.equal([])
  })

  it('each client of an SDK that is deployed ends what says nothing', () => {
    const files = production.filter(({ path }) => isWithin(path, 'shared/', 'functions/'))
    const clients = files.flatMap(({ text }) => text.match(/new (?!Aws)\w+Client\(.*/g) ?? [])
    expect(clients).to.have.length.above(0)
    expect(clients.filter((made) => !made.includes('answeredWithin('))).to.deep.equal([])
  })

  it('only the configuration reads the environment', () => {
    const framework = ['local/deployment/', 'operate/service/']
    const places = ['shared/config/', 'shared/adapters/cloudinary/sdk.ts', 'local/settings.ts', ...framework]
    expect(pathsWhere(production.filter(outside(...places)), ({ text }) => /process\.env/.test(text))).to.deep.equal([])
  })

  it('only the clock reads time and chance, in all that decides', () => {
    const files = production
      .filter(({ path }) => isWithin(path, 'shared/', 'functions/'))
      .filter(outside('shared/adapters/clock.ts'))
    const reads = ({ text }: SourceFile) => /Date\.now|Math\.random|new Date\(\)|randomUUID/.test(text)
    expect(pathsWhere(files, reads)).to.deep.equal([])
  })

  it('nothing is of type any, and no fault is hidden from the compiler', () => {
    const hides = ({ text }: SourceFile) => /@ts-(ignore|nocheck|expect-error)/.test(text)
    const files = code.filter(outside('tests/tidy/'))
    expect(
      pathsWhere(files, (file) => hides(file) || /(:|\bas|<) any\b/.test(withoutComments(file.text))),
    ).to.deep.equal([])
  })

  it('commands print JSON in one way', () => {
    const prints = ({ text }: SourceFile) => /\bprint\([^\n]*JSON\.stringify/.test(text)
    const commands = production.filter(({ path }) => isWithin(path, 'operate/'))
    expect(pathsWhere(commands, prints)).to.deep.equal(['operate/cli/json.ts'])
  })

  it('no test is skipped or runs alone', () => {
    const skips = ({ text }: SourceFile) => /\b(it|describe)\.(only|skip)\b|\bxit\(|\bthis\.skip\(/.test(text)
    expect(pathsWhere(tests.filter(outside('tests/tidy/')), skips)).to.deep.equal([])
  })

  it('tests make temporary folders in one place, which removes them', () => {
    const makes = ({ text }: SourceFile) => /\bmkdtemp(Sync)?\(/.test(text)
    expect(pathsWhere(tests, makes)).to.deep.equal(['tests/support/temporary-folder.ts'])
  })

  it('no test asserts on wall time', () => {
    const asserts = ({ text }: SourceFile) =>
      /expect\([^)]*(?:Date\.now\(\)|performance\.now\(\)|elapsed|TookMs|tookMs)[^\n]*\)\s*\.to\.(?:be\.)?(?:below|lessThan|at\.most|within|lt|lte)/.test(
        text,
      )
    expect(pathsWhere(tests.filter(outside('tests/tidy/')), asserts)).to.deep.equal([])
  })

  it('no test is ended sooner than others: on a busy machine it would be the first to fail', () => {
    const hurries = ({ text }: SourceFile) => /\bthis\.timeout\(|\)\.timeout\(/.test(text)
    expect(pathsWhere(tests.filter(outside('tests/tidy/')), hurries)).to.deep.equal([])
  })

  it(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
    expect(pathsWhere(code, ({ text }) => text.split('\n').length > FILE_LINES_MAX + 1)).to.deep.equal([])
  })

  it(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
    expect(code.flatMap(longFunctions)).to.deep.equal([])
  })

  it('no file has the address of a package registry', () => {
    const files = filesWith('.ts', '.mjs', '.cjs', '.json', '.yml', '.yaml', '.md', '.npmrc', '.sh', 'run')
    const names = /https?:\/\/[^\s"']*(?:registry|npmjs|yarnpkg|pypi|proxy\.golang|maven)[^\s"']*/i
    expect(
      pathsWhere(files.filter(outside('tests/tidy/', 'tests/local/cloudinary/openapi')), ({ text }) =>
        names.test(text),
      ),
    ).to.deep.equal([])
  })
})
