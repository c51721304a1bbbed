import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** Variables that say which region is meant. */
export const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const
type Regions = Readonly<Partial<Record<(typeof REGION_VARIABLES)[number], string>>>

/** The file that holds the settings of a stage: one of its own comes in the place of the one for all. */
export function dotenvFile(stage: string): string {
  const own = `.env.${stage}`
  return existsSync(own) ? own : '.env'
}

/** Puts the lines of a stage's file into the environment; what is set already stays. Without such a file nothing happens. */
export function loadDotenv(stage: string): void {
  const file = dotenvFile(stage)
  if (existsSync(file)) process.loadEnvFile(file)
}

/** The regions that a stage's file names, and those that the environment has: what is exported comes before the file. */
export function readRegions(stage: string): { readonly file: string; readonly inFile: Regions; readonly set: Regions } {
  const file = dotenvFile(stage)
  const lines = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return { file, inFile: regionsOf(lines), set: regionsOf(process.env) }
}

function regionsOf(texts: Readonly<Record<string, string | undefined>>): Regions {
  return Object.fromEntries(REGION_VARIABLES.flatMap((name) => (texts[name] ? [[name, texts[name]]] : [])))
}
