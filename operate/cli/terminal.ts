import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { printable } from '../../shared/model/plain-text.ts'
import { endWithoutReader } from './reader-gone.ts'
import { cut } from './table.ts'
import { UsageError } from './usage-error.ts'

/** Where a command's words go. Results go to standard output, all else to standard error. */
export interface Terminal {
  /** How many columns a line may have: no end of them where no people read it, so that nothing is cut. */
  readonly columns: number
  /** True where people read standard output, so that colours and redrawing make sense. */
  readonly isForPeople: boolean
  /** A line of the result. */
  print(text: string): void
  /** A remark. */
  note(text: string): void
  /** Shows a line in the place of the last one that it showed; silent where it is no terminal. An empty text removes it. */
  progress(text: string): void
  /**
   * Asks the person at the keyboard, and does not show what is typed where it is a secret. Rejects with a UsageError, which names
   * `otherwise`, where there is none.
   */
  ask(question: string, otherwise: string, options?: { readonly isSecret?: boolean }): Promise<string>
}

/** The terminal, or the pipe, that this process was started in. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  endWithoutReader()
  return {
    columns: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY,
    isForPeople: stdout.isTTY === true,
    print: (text) => void stdout.write(`${printable(text)}\n`),
    note: (text) => void stderr.write(`${printable(text)}\n`),
    // A line that wraps could not be shown in the place of the last one.
    progress: (text) => void (stderr.isTTY && stderr.write(`\r\u001b[2K${cut(printable(text), stderr.columns - 1)}`)),
    async ask(question, otherwise, { isSecret = false } = {}) {
      if (!stdin.isTTY) throw new UsageError(`expected someone who answers, found no terminal; pass ${otherwise}`)
      if (isSecret) stderr.write(question)
      const lines = createInterface({ input: stdin, output: isSecret ? nowhere() : stderr, terminal: true })
      try {
        return await lines.question(isSecret ? '' : question)
      } finally {
        lines.close()
        if (isSecret) stderr.write('\n')
      }
    },
  }
}

/** Where the echo of a secret goes. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
