import type { Command } from './command.ts'

/**
 * The commands, and where the words that were given are one of them with a word more that it takes, that as a command too: the
 * framework knows no words behind a command but further commands.
 */
export function withWords(commands: readonly Command[], given: readonly string[]): readonly Command[] {
  const word = given.at(-1)
  const before = given.slice(0, -1).join(' ')
  const taking = commands.find((command) => command.word !== undefined && command.path.join(' ') === before)
  if (word === undefined || taking?.word === undefined) return commands
  const { path, run, word: option } = taking
  const withWord: Command = {
    ...taking,
    path: [...path, word],
    run: (context) => run({ ...context, options: { ...context.options, [option]: word } }),
  }
  return [...commands, withWord]
}
