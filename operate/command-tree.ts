import type { Command } from './cli/command.ts'
import { UsageError } from './cli/usage-error.ts'
import { commands } from './commands.ts'

/** A command as the framework knows it, with those below it. */
export interface CommandTree {
  [name: string]: {
    usage: string
    lifecycleEvents?: string[]
    options?: Record<string, object>
    commands?: CommandTree
  }
}

/** The groups of commands, and what they do. */
export const GROUPS: Readonly<Record<string, string>> = {
  dlq: 'Looks into the dead-letter queue, redrives, empties and restores it',
  ftp: 'Adds, lists, tests and removes the users of the server for FTP clients',
  guard: 'Shows and releases the guard against mass deletion',
}

/** Puts a command into its place. */
export function addCommand(tree: CommandTree, { path, usage, options }: Command): void {
  const [name = '', ...below] = path
  if (below.length === 0) {
    tree[name] = { usage, lifecycleEvents: ['run'], options: { ...options } }
    return
  }
  const group = tree[name] ?? { usage: GROUPS[name] ?? '', lifecycleEvents: ['run'], commands: {} }
  tree[name] = group
  group.commands ??= {}
  addCommand(group.commands, { path: below, usage, options, run: async () => 0 })
}

/** The framework says nothing where only the name of a group is given. */
export async function askFor(group: string): Promise<never> {
  const members = commands.filter(({ path }) => path.length > 1 && path[0] === group)
  const names = members.map(({ path }) => `\`sls ${path.join(' ')}\``)
  throw new UsageError(`expected one of ${names.join(', ')}, found \`sls ${group}\``)
}
