import resolveFinal from 'serverless/lib/cli/commands-schema/resolve-final.js'
import ensureSupportedCommand from 'serverless/lib/cli/ensure-supported-command.js'
import renderCommandHelp from 'serverless/lib/cli/render-help/command.js'
import generateCommandUsage from 'serverless/lib/cli/render-help/generate-command-usage.js'
import resolveInput, { type CommandsSchema, type Input } from 'serverless/lib/cli/resolve-input.js'
import type { Command } from './cli/command.ts'
import { optionsInHelp } from './cli/help-columns.ts'
import { UsageError } from './cli/usage-error.ts'
import { withWords } from './cli/words.ts'
import { commandModules } from './command-modules.ts'
import { askFor, GROUPS, treeOf } from './command-tree.ts'

/** What a command line asks for. */
export type Asked =
  | { readonly kind: 'help'; readonly show: (print: (text: string) => void) => void }
  | { readonly kind: 'command'; readonly command: Command; readonly options: Input['options'] }

const NAMES = Object.keys(commandModules)

/**
 * Reads a command line as the framework does, by its own code, so that `mirror` and `sls` take the same words, options and
 * shortcuts, and show the same help. Only what is asked for is loaded. Rejects with what is wrong, as an Error for people.
 */
export async function readInput(args: readonly string[]): Promise<Asked> {
  const first = args.findIndex((arg) => arg.startsWith('-'))
  const words = first === -1 ? args : args.slice(0, first)
  const name = words.join(' ')
  const isHelp = args.includes('--help') || args.includes('-h')
  if (words.length === 0 || name === 'help') return generalHelp()
  if (Object.hasOwn(GROUPS, name)) {
    return isHelp ? commandHelp(name, await loadAll()) : askFor(name, NAMES, 'mirror')
  }
  const known = commandNamed(words)
  if (known === undefined) throw new UsageError(unknown(name))
  const commands = withWords([await load(known)], words)
  const command = commands.find(({ path }) => path.join(' ') === name)
  if (!command) throw new UsageError(unknown(name))
  if (isHelp) return commandHelp(name, commands)
  const input = resolveInput(schemaOf(commands), args)
  ensureSupportedCommand({}, input)
  return { kind: 'command', command, options: input.options }
}

/** The command of these words, or of all but the last, which it may take. */
function commandNamed(words: readonly string[]): string | undefined {
  return [words, words.slice(0, -1)].map((some) => some.join(' ')).find((name) => Object.hasOwn(commandModules, name))
}

function unknown(name: string): string {
  const advice = "the framework's own commands, such as deploy, are run by `npx sls`"
  return `expected one of ${NAMES.join(', ')}, found ${JSON.stringify(name)}; ${advice}`
}

async function load(name: string): Promise<Command> {
  const loading = commandModules[name]
  if (!loading) throw new Error(`there is no command ${name}`)
  return loading()
}

function loadAll(): Promise<readonly Command[]> {
  return Promise.all(NAMES.map(load))
}

function schemaOf(commands: readonly Command[]): CommandsSchema {
  return resolveFinal([{ commands: treeOf(commands) }], { providerName: 'aws' })
}

function commandHelp(name: string, commands: readonly Command[]): Asked {
  // The framework's own options are longer than a line, too.
  const schemas = [...schemaOf(commands)].map(
    ([key, schema]) => [key, { ...schema, options: optionsInHelp(schema.options) }] as const,
  )
  return { kind: 'help', show: () => renderCommandHelp(name, { commandsSchema: new Map(schemas) }) }
}

async function generalHelp(): Promise<Asked> {
  const schema = schemaOf(await loadAll())
  const lines = NAMES.map((name) => generateCommandUsage(name, { usage: schema.get(name)?.usage ?? '' }))
  const text = ['Usage: npx mirror COMMAND [OPTIONS]', '', ...lines, '', 'npx mirror COMMAND --help lists its options.']
  return { kind: 'help', show: (print) => print(text.join('\n')) }
}
