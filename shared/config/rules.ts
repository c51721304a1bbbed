import { pathToFileURL } from 'node:url'
import { ConfigError } from '../model/config-error.ts'
import { parseConfig } from '../rules/parse.ts'
import { Rules } from '../rules/rules.ts'

/** What Node says where there is no mirror.config.ts: beside the project, and in a bundle that was made without one. */
const MISSING = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_PACKAGE_IMPORT_NOT_DEFINED']

/**
 * Loads the rules from mirror.config.ts, or from the file that MIRROR_CONFIG names. Without a file they are the defaults.
 * Throws a ConfigError that lists every fault.
 */
export async function loadRules(texts: Readonly<Record<string, string | undefined>> = process.env): Promise<Rules> {
  const path = texts.MIRROR_CONFIG
  const exported = path ? await importFile(path) : await importConfig()
  return new Rules(exported === undefined ? {} : parseConfig(exported, path || undefined))
}

async function importConfig(): Promise<unknown> {
  try {
    // A literal, so that it is bundled. Inside of a try, so that a bundle can be made without it.
    return defaultOf(await import('#mirror.config'))
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && MISSING.includes(String(thrown.code))
    // A module that the file itself imports and that is missing is a fault.
    if (isMissing && thrown.message.includes('mirror.config')) return undefined
    throw notLoaded('mirror.config.ts', thrown)
  }
}

async function importFile(path: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(path).href)
    return defaultOf(module)
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && MISSING.includes(String(thrown.code))
    if (!isMissing || !thrown.message.includes(path.replace(/^\.\//, ''))) throw notLoaded(path, thrown)
    const fault = { name: 'MIRROR_CONFIG', expected: 'the path of a module of rules', found: thrown.message }
    throw new ConfigError('The rules cannot be loaded', [{ ...fault, example: './mirror.config.ts' }])
  }
}

/** What the file throws, or what Node cannot read of it, and where. */
function notLoaded(file: string, thrown: unknown): ConfigError {
  const found = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  // The first place is the one that is at fault: Node names it above or below its message.
  const [, where, line] =
    /(?:file:\/\/)?(\/\S+?\.[cm]?[jt]s):(\d+)/.exec((thrown instanceof Error && thrown.stack) || '') ?? []
  const name = where === undefined ? file : `${where} (line ${line})`
  return new ConfigError(`${file} cannot be loaded`, [{ name, expected: 'a module of rules', found }])
}

/** A file that exports nothing by default is a fault that the parser reports, not a missing file. */
function defaultOf(module: unknown): unknown {
  const exported = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
  return exported ?? null
}
