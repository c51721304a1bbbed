import type { Rules } from '../shared/rules/rules.ts'
import type { Terminal } from './output/terminal.ts'
import type { Stage } from './stage.ts'
import { UsageError } from './usage-error.ts'

/** An option of a command, as the Serverless Framework knows it. */
export interface CommandOption {
  readonly usage: string
  readonly type: 'string' | 'boolean'
  readonly shortcut?: string
  readonly required?: boolean
}

/** Values of the options that were given. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

/** What a command works with. */
export interface CommandContext {
  readonly options: OptionValues
  readonly rules: Rules
  /** The deployed stage, or the local stack; connected to when it is asked for. */
  readonly stage: () => Promise<Stage>
  readonly terminal: Terminal
}

/** One command of `sls`. */
export interface Command {
  /** Such as `['dlq', 'list']` for `sls dlq list`. */
  readonly path: readonly string[]
  readonly usage: string
  readonly options: Readonly<Record<string, CommandOption>>
  /** Resolves with the exit code. */
  run(context: CommandContext): Promise<number>
}

/** The option that every command has. */
export const jsonOption = { json: { usage: 'Prints JSON', type: 'boolean' } } as const

/** The option of commands that ask before they act. */
export const yesOption = { yes: { usage: 'Does not ask', type: 'boolean', shortcut: 'y' } } as const

/** The value of an option that must be there. */
export function requiredText(options: OptionValues, name: string): string {
  const value = options[name]
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError(`expected --${name}, found ${value === undefined ? 'nothing' : JSON.stringify(value)}`)
}

/** The value of an option that may be left out. */
export function optionalText(options: OptionValues, name: string): string | undefined {
  return options[name] === undefined ? undefined : requiredText(options, name)
}

/** S3 takes no longer key, in UTF-8. */
const KEY_BYTES_MAX = 1024

/** The value of the option that names an object key; undefined where it is left out. */
export function optionalKey(options: OptionValues): string | undefined {
  const key = optionalText(options, 'key')
  const bytes = Buffer.byteLength(key ?? '')
  if (bytes <= KEY_BYTES_MAX) return key
  throw new UsageError(
    `expected --key to have at most ${KEY_BYTES_MAX} bytes of UTF-8, as S3's keys do, found ${bytes}`,
  )
}

/** The value of the option that names an object key, which must be there. */
export function requiredKey(options: OptionValues): string {
  return optionalKey(options) ?? requiredText(options, 'key')
}

/** The value of an option that is a whole number of at least `min`; undefined where it is left out. */
export function optionalNumber(options: OptionValues, name: string, min: number): number | undefined {
  const text = optionalText(options, name)
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text) && Number(text) >= min) return Number(text)
  throw new UsageError(`expected --${name} to be a whole number of at least ${min}, found ${JSON.stringify(text)}`)
}

/** True where --yes is given, or the person at the keyboard answers yes. */
export async function isConfirmed({ options, terminal }: CommandContext, question: string): Promise<boolean> {
  if (options.yes) return true
  const answer = await terminal.ask(`${question} [y/N] `, '--yes')
  return /^y(es)?$/i.test(answer.trim())
}
