import type { Rules } from '../../shared/rules/rules.ts'
import type { Stage } from '../stage/stage.ts'
import type { Terminal } from './terminal.ts'

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
  /** The deployed stage, or the local stack; opened when it is asked for. */
  readonly stage: () => Promise<Stage>
  readonly terminal: Terminal
}

/** One command of `sls`. */
export interface Command {
  /** Such as `['dlq', 'list']` for `sls dlq list`. */
  readonly path: readonly string[]
  readonly usage: string
  readonly options: Readonly<Record<string, CommandOption>>
  /** The option that a word behind the command stands for, as in `sls ftp import users.csv`. */
  readonly word?: string
  /** Resolves with the exit code. */
  run(context: CommandContext): Promise<number>
}

/** The option that every command has. */
export const jsonOption = { json: { usage: 'Prints JSON', type: 'boolean' } } as const

/** The option of commands that ask before they act. */
export const yesOption = { yes: { usage: 'Does not ask', type: 'boolean', shortcut: 'y' } } as const

/** True where --yes is given, or the person at the keyboard answers yes. */
export async function isConfirmed({ options, terminal }: CommandContext, question: string): Promise<boolean> {
  if (options.yes) return true
  const answer = await terminal.ask(`${question} [y/N] `, '--yes')
  return /^y(es)?$/i.test(answer.trim())
}
