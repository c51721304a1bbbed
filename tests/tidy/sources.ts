import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** A file of the project: its path from the root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

const FOLDERS = [
  '.ci',
  '.github',
  '.vscode',
  'bench',
  'docs',
  'functions',
  'local',
  'operate',
  'resources',
  'shared',
  'tests',
]
/** What lies beside them and is a person's own, or made. */
const IGNORED = /^(\.env|mirror\.config\.ts|.*\.(log|jsonl))$/

/** All files that belong to the project. */
export const paths: readonly string[] = listFiles()

/** The files with one of these endings. */
export function filesWith(...endings: readonly string[]): readonly SourceFile[] {
  return paths
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path, text: readFileSync(join(PROJECT, path), 'utf8') }))
}

/** True for paths that begin with one of these. */
export function isWithin(path: string, ...places: readonly string[]): boolean {
  return places.some((place) => path.startsWith(place))
}

const CODE_FOLDERS = ['functions/', 'shared/', 'operate/', 'local/']

/** All code: what is deployed and run, and the tests and measurements. */
export const code = filesWith('.ts', '.mjs', '.cjs').filter(({ path }) => !path.endsWith('.d.ts'))
export const production = code.filter(({ path }) => isWithin(path, ...CODE_FOLDERS))
export const tests = code.filter(({ path }) => isWithin(path, 'tests/'))

/** The paths of the files for which it is true. */
export function pathsWhere(files: readonly SourceFile[], isMeant: (file: SourceFile) => boolean): readonly string[] {
  return files.filter(isMeant).map(({ path }) => path)
}

/** The project's files that a file names by a relative path: imports of values and of types, and URLs. */
export function targetsOf({ path, text }: SourceFile): readonly string[] {
  return [...text.matchAll(/['"](\.{1,2}\/[^'"\n]+\.(?:ts|mjs|cjs))['"]/g)]
    .map(([, target = '']) => posix.normalize(posix.join(dirname(path), target)))
    .filter((target) => existsSync(join(PROJECT, target)))
}

/** The project's files that a file imports, types included. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
  const imports = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|\brequire\(\s*|^import\s+)['"](\.{1,2}\/[^'"\n]+)['"]/gm)
  return [...imports].map(([, target = '']) => posix.normalize(posix.join(dirname(path), target)))
}

function listFiles(): readonly string[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => relative(PROJECT, join(one.parentPath, one.name))),
  )
  const beside = readdirSync(PROJECT, { withFileTypes: true }).filter((one) => one.isFile() && !IGNORED.test(one.name))
  return [...below, ...beside.map(({ name }) => name)].sort()
}
