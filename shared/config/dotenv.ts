import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { ConfigError } from '../model/config-error.ts'

/** Other names are none that can be looked for by a pattern. */
const VARIABLE = /^\w+$/

type Texts = Readonly<Record<string, string | undefined>>

/** Variables that say which region is meant. */
export const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const
type Regions = Readonly<Partial<Record<(typeof REGION_VARIABLES)[number], string>>>

/** The file that holds the settings of a stage: one of its own comes in the place of the one for all. */
function dotenvFile(stage: string): string {
  const own = `.env.${stage}`
  return existsSync(own) ? own : '.env'
}

/**
 * Puts the lines of a stage's file into the environment; what is set already stays. Without such a file nothing happens; throws a
 * ConfigError where it cannot be read.
 */
export function loadDotenv(stage: string): void {
  const file = dotenvFile(stage)
  if (!existsSync(file)) return
  try {
    process.loadEnvFile(file)
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown)
    throw new ConfigError('The settings cannot be read', [{ name: file, expected: 'lines such as NAME=VALUE', found }])
  }
}

/**
 * Where a variable of the environment has been read from, for people: a line of the stage's file, or the shell, which comes before that.
 * Undefined where it is not set.
 */
export function originOf(name: string, stage: string, texts: Texts = process.env): string | undefined {
  const value = texts[name]
  if (value === undefined || !VARIABLE.test(name)) return undefined
  const file = dotenvFile(stage)
  const text = readIfThere(file)
  const line = lineOf(name, text)
  if (line === undefined) return 'as the shell exports it'
  const written = parseEnv(text)[name]
  // What the framework makes of other variables in a line, and of lines with a colon, is not known here.
  const isOfFile = written === undefined || written.includes('$') || written === value
  return isOfFile ? `in ${file} (line ${line})` : `as the shell exports it, which comes before ${file} (line ${line})`
}

/** The same, where the variable has this text; undefined where it has another. */
export function originOfText(
  name: string,
  text: string,
  stage: string,
  texts: Texts = process.env,
): string | undefined {
  return texts[name] === text ? originOf(name, stage, texts) : undefined
}

/** The names that the lines of a stage's file have, each with its place, in their order. */
export function readLines(stage: string): readonly { readonly name: string; readonly place: string }[] {
  const file = dotenvFile(stage)
  const text = readIfThere(file)
  const names = Object.keys(parseEnv(text)).filter((name) => VARIABLE.test(name))
  const lines = names
    .map((name) => ({ name, line: lineOf(name, text) ?? 0 }))
    .sort((one, other) => one.line - other.line)
  return lines.map(({ name, line }) => ({ name, place: `in ${file} (line ${line})` }))
}

/** Of several lines the last one holds. */
function lineOf(name: string, text: string): number | undefined {
  const pattern = new RegExp(`^\\s*(export\\s+)?${name}\\s*[=:]`)
  const index = text.split('\n').findLastIndex((line) => pattern.test(line))
  return index === -1 ? undefined : index + 1
}

/** The regions that a stage's file names, and those that the environment has: what is exported comes before the file. */
export function readRegions(stage: string): { readonly file: string; readonly inFile: Regions; readonly set: Regions } {
  const file = dotenvFile(stage)
  return { file, inFile: regionsOf(parseEnv(readIfThere(file))), set: regionsOf(process.env) }
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function regionsOf(texts: Texts): Regions {
  return Object.fromEntries(REGION_VARIABLES.flatMap((name) => (texts[name] ? [[name, texts[name]]] : [])))
}
