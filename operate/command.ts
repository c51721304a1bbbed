import type { Rules } from '../shared/rules/rules.ts'
import type { Stage } from './stage.ts'

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
  /** The result: plain text, to standard output. */
  readonly print: (text: string) => void
  /** Progress and remarks, to standard error. */
  readonly note: (text: string) => void
  /** True where people read the output, so that colours, bars and questions make sense. */
  readonly isTerminal: boolean
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

/** Something that the user has to put right; its message says what was expected, what was found and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The value of an option that must be there. */
export function requiredText(options: OptionValues, name: string): string {
  const value = options[name]
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError(`expected --${name}, found ${value === undefined ? 'nothing' : JSON.stringify(value)}`)
}
