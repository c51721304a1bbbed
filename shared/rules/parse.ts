import { z } from 'zod'
import { ConfigError, type ConfigFault } from '../model/config-error.ts'
import { configSchema, type MirrorConfig } from './schema.ts'

const FOUND_CHARACTERS_MAX = 80

/** Parses what mirror.config.ts, or another file in its place, exports; throws a ConfigError that names it and lists every fault. */
export function parseConfig(value: unknown, file = 'mirror.config.ts'): MirrorConfig {
  const parsed = configSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.flatMap((issue) => toFaults(issue, value))
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  throw new ConfigError(`${file} has ${count}`, faults, { advice: 'docs/rules.md describes each setting.', file })
}

function toFaults(issue: z.core.$ZodIssue, value: unknown): ConfigFault[] {
  const { path, message } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = `one of ${knownNames(path).join(', ')}`
    return issue.keys.map((key) => {
      const own = [...path, key]
      return { name: spell(own), expected: known, found: JSON.stringify(key), path: own }
    })
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const expected = [...new Set(issue.errors.flat().map((inner) => expectation(inner.message)))].join(', or ')
    return [{ name: spell(path), expected, found: show(valueAt(value, path)), path }]
  }
  if (issue.code === 'invalid_key') {
    const expected = `a name: ${issue.issues.map((inner) => expectation(inner.message)).join(', ')}`
    return [{ name: spell(path), expected, found: show(path.at(-1)), path }]
  }
  return [{ name: spell(path), expected: expectation(message), found: show(valueAt(value, path)), path }]
}

/** zod says "Invalid input: expected string, received number", our own checks "expected ...". */
function expectation(message: string): string {
  const [, expected] = /expected (.*?)(?:, received .*)?$/is.exec(message) ?? []
  return expected ?? message
}

function spell(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return text.replace(/^\./, '') || 'the exported value'
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : typeof value === 'function' ? 'a function' : JSON.stringify(value)
  return text.length > FOUND_CHARACTERS_MAX ? `${text.slice(0, FOUND_CHARACTERS_MAX - 3)}...` : text
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, part) => {
    const parsed = z.record(z.union([z.string(), z.number()]), z.unknown()).safeParse(inner)
    if (parsed.success) return parsed.data[String(part)]
    return Array.isArray(inner) ? inner[Number(part)] : undefined
  }, value)
}

/** The names that the schema knows at a path. */
function knownNames(path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<unknown>((schema, part) => step(bare(schema), part), configSchema)
  const schema = bare(found)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

function step(schema: unknown, part: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)]
  if (schema instanceof z.ZodArray) return schema.element
  return schema instanceof z.ZodRecord ? schema.valueType : undefined
}

function bare(schema: unknown): unknown {
  return schema instanceof z.ZodExactOptional ? bare(schema.unwrap()) : schema
}
