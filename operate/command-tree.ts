import type { Command } from './cli/command.ts'
import { inHelp, optionsInHelp } from './cli/help-columns.ts'
import { UsageError } from './cli/usage-error.ts'

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

/** The commands, and groups of commands, in their places. */
export function treeOf(commands: readonly Command[]): CommandTree {
  const tree: CommandTree = {}
  for (const command of commands) addCommand(tree, command)
  return tree
}

function addCommand(tree: CommandTree, { path, usage, options }: Command): void {
  const [name = '', ...below] = path
  if (below.length === 0) {
    tree[name] = { usage: inHelp(usage), lifecycleEvents: ['run'], options: optionsInHelp(options) }
    return
  }
  const group = tree[name] ?? { usage: inHelp(GROUPS[name] ?? ''), lifecycleEvents: ['run'], commands: {} }
  tree[name] = group
  group.commands ??= {}
  addCommand(group.commands, { path: below, usage, options, run: async () => 0 })
}

/** Where only the name of a group is given, the framework says nothing. */
export async function askFor(group: string, commands: readonly string[], program = 'sls'): Promise<never> {
  const members = commands.filter((words) => words.startsWith(`${group} `))
  const names = members.map((words) => `\`${program} ${words}\``)
  throw new UsageError(`expected one of ${names.join(', ')}, found \`${program} ${group}\``)
}
