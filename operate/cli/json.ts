import type { Terminal } from './terminal.ts'

/** Prints a result for programs: one JSON document. What comes bit by bit is printed by `printJsonLine`. */
export function printJson(terminal: Pick<Terminal, 'print'>, result: unknown): void {
  terminal.print(JSON.stringify(result, null, 2))
}

/** Prints one of many results for programs, as soon as it is known: a JSON document a line. */
export function printJsonLine(terminal: Pick<Terminal, 'print'>, result: unknown): void {
  terminal.print(JSON.stringify(result))
}
