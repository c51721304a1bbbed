import { readFile } from 'node:fs/promises'
import type { AnyNode, Node, ObjectExpression, Program } from 'acorn'
import { originOf } from '../../shared/config/dotenv.ts'
import { loadRules } from '../../shared/config/rules.ts'
import { ConfigError } from '../../shared/model/config-error.ts'
import type { Rules } from '../../shared/rules/rules.ts'

/**
 * The rules of this folder, or of the file that MIRROR_CONFIG names. Throws a ConfigError that says of each fault on which line it is,
 * and of MIRROR_CONFIG where it is set.
 */
export async function readRules(stage: string): Promise<Rules> {
  try {
    return await loadRules()
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    if (thrown.file === undefined) throw thrown.from((name) => originOf(name, stage))
    const source = await readFile(thrown.file, 'utf8').catch(() => '')
    const program = await parseModule(source)
    throw program ? thrown.onLines((path) => lineOfSetting(program, path)) : thrown
  }
}

/**
 * On which line a setting stands in a module that exports an object by default, as it is or in a call; of a list or record the nearest
 * that the source has. Undefined where
 * the source does not say it so plainly.
 */
export function lineOfSetting(program: Program, path: readonly PropertyKey[]): number | undefined {
  const exported = program.body.find((statement) => statement.type === 'ExportDefaultDeclaration')?.declaration
  let node: Node | undefined = exported && objectIn(exported)
  let found = node
  for (const part of path) {
    node = node && step(node, part)
    if (!node) break
    found = node
  }
  return found?.loc?.start.line
}

/** Undefined where it has types: no parser of JavaScript reads these. It is only loaded where something is wrong. */
export async function parseModule(source: string): Promise<Program | undefined> {
  const { parse } = await import('acorn')
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true })
  } catch {
    return undefined
  }
}

function objectIn(node: AnyNode): ObjectExpression | undefined {
  if (node.type === 'ObjectExpression') return node
  const [argument] = node.type === 'CallExpression' ? node.arguments : []
  return argument && objectIn(argument)
}

function step(node: Node, part: PropertyKey): Node | undefined {
  if (isExpression(node, 'ArrayExpression')) return node.elements[Number(part)] ?? undefined
  // The fault may be the name itself, which stands where its value begins.
  if (isExpression(node, 'Property')) return step(node.value, part)
  if (!isExpression(node, 'ObjectExpression')) return undefined
  return node.properties.find((property) => {
    if (property.type !== 'Property' || property.computed) return false
    const { key } = property
    return (key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '') === part
  })
}

function isExpression<Type extends AnyNode['type']>(node: Node, type: Type): node is Extract<AnyNode, { type: Type }> {
  return node.type === type
}
