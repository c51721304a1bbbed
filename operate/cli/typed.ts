import { basename } from 'node:path'

/** The programs that have the project's commands: `npx mirror`, and the framework's. */
type Program = 'mirror' | 'sls'

/** By the file that Node was started with: npx calls it without the ending. */
const PROGRAM: Program = /^mirror(\.mjs)?$/.test(basename(process.argv[1] ?? '')) ? 'mirror' : 'sls'

/** Only `sls` has the framework's own commands. */
const OWN = /\bsls (?!(?:deploy|info|invoke|logs|package|print|remove|rollback)\b)(?=[a-z])/g

/** A text of the project's own whose `sls queue` and other commands are called as the person has called this one. */
export function asTyped(text: string, program: Program = PROGRAM): string {
  return text.replace(OWN, `${program} `)
}

/** The same for a template: what is put into it may be a stranger's, and stays as it is. */
export function typed(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts.map((part) => asTyped(part)) }, ...values)
}
