/** The server's answer to one command; several lines make a multi-line reply. */
export interface Reply {
  readonly code: number
  readonly lines: readonly string[]
}

/** A reply of one or more lines. */
export function reply(code: number, ...lines: readonly string[]): Reply {
  return { code, lines }
}

/** Why a command is refused, as its client reads it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The reply as it goes over the wire (RFC 959, 4.2). */
export function formatReply({ code, lines }: Reply): string {
  const last = lines.at(-1) ?? ''
  const [first, ...between] = lines.slice(0, -1)
  return `${first === undefined ? '' : formatFirst(code, first)}${between.map(formatBetween).join('')}${code} ${last}\r\n`
}

/** The first of several lines. */
export function formatFirst(code: number, line: string): string {
  return `${code}-${line}\r\n`
}

/** A line between the first and the last. One that could be taken for the last begins with a space. */
export function formatBetween(line: string): string {
  return `${/^\d/.test(line) ? ' ' : ''}${line}\r\n`
}

/** A path inside a reply: in quotes, with quotes in it doubled. */
export function quotePath(path: string): string {
  return `"${path.replaceAll('"', '""')}"`
}
