import { posix } from 'node:path'
import { importsOf, type SourceFile } from './sources.ts'

const DECLARED =
  /^export (?:declare )?(?:async )?(?:const|let|function\*?|abstract class|class|interface|type|enum) (\w+)/gm
const LISTED = /^export (?:type )?\{([^}]*)\}/gm
const IMPORTS = /^(?:import|export) (?:type )?((?:(?!\bfrom\b)[\s\S])*?) from ['"](\.{1,2}\/[^'"\n]+)['"]/gm

/** The names in braces: those before `as`, or those behind it. */
function namesIn(list: string, side: 0 | -1): readonly string[] {
  const entries = list.split(',').map((entry) =>
    entry
      .trim()
      .replace(/^type /, '')
      .split(' as '),
  )
  return entries.flatMap((words) => words.at(side) || [])
}

function exportsOf({ text }: SourceFile): readonly string[] {
  const declared = [...text.matchAll(DECLARED)].map(([, name = '']) => name)
  const listed = [...text.matchAll(LISTED)].flatMap(([, names = '']) => namesIn(names, -1))
  const unnamed = /^(?:export default |module\.exports )/m.test(text) ? ['default'] : []
  return [...declared, ...listed, ...unnamed]
}

/** What the file imports by name: each as the file that has it, and the name. */
function namedImportsOf({ path, text }: SourceFile): readonly (readonly [target: string, name: string])[] {
  return [...text.matchAll(IMPORTS)].flatMap(([, clause = '', target = '']) => {
    const [, unnamed, list = ''] = /^(\w+)?(?:,\s*)?(?:\{([\s\S]*)\})?$/.exec(clause.trim()) ?? []
    const names = [...(unnamed ? ['default'] : []), ...namesIn(list, 0)]
    return names.map((name) => [posix.normalize(posix.join(posix.dirname(path), target)), name] as const)
  })
}

const mentions = (text: string, name: string) => (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length

/**
 * What these files export, and no other file imports: each as its file and its name. A type may stay that its own file uses, since it is
 * the shape of something that is exported.
 */
export function unusedExports(files: readonly SourceFile[], all: readonly SourceFile[]): readonly string[] {
  const used = new Set<string>()
  const taken = new Map<string, string[]>()
  for (const importer of all) {
    for (const [target, name] of namedImportsOf(importer)) used.add(`${target} ${name}`)
    // What is loaded while the code runs is taken apart somewhere behind.
    const behindImports = importer.text.replace(IMPORTS, (whole, clause) => (clause.startsWith('*') ? whole : ''))
    for (const target of importsOf({ ...importer, text: behindImports }))
      taken.set(target, [...(taken.get(target) ?? []), behindImports])
  }
  const isUsed = ({ path, text }: SourceFile, name: string): boolean => {
    if (used.has(`${path} ${name}`)) return true
    if (taken.get(path)?.some((importer) => mentions(importer, name) > 0)) return true
    return new RegExp(`^export (?:interface|type) ${name}\\b`, 'm').test(text) && mentions(text, name) > 1
  }
  return files.flatMap((file) =>
    exportsOf(file)
      .filter((name) => !isUsed(file, name))
      .map((name) => `${file.path} exports ${name}`),
  )
}
