import { proseColumns, wrap } from './wrap.ts'

/** Where the framework's help says what a command or an option is for, behind its name. */
const INDENTATION = ' '.repeat(32)

/** What a command or an option is for, in lines that stand below each other in the framework's help and fit 80 columns. */
export function inHelp(usage: string): string {
  return wrap(usage.replaceAll(/\s+/g, ' '), proseColumns(Number.POSITIVE_INFINITY), INDENTATION).trimStart()
}

/** The same for each of some options. */
export function optionsInHelp<Option extends { readonly usage?: string }>(
  options: Readonly<Record<string, Option>>,
): Record<string, Option> {
  const told = Object.entries(options).map(
    ([name, option]) =>
      [name, option.usage === undefined ? option : { ...option, usage: inHelp(option.usage) }] as const,
  )
  return Object.fromEntries(told)
}
