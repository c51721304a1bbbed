import { Refusal } from './reply.ts'

const lineBytesMax = 8192
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** One command: its verb in capitals, and all that follows the first space, as it was sent. */
export interface CommandLine {
  readonly verb: string
  readonly argument: string
}

/** Cuts the bytes of a control connection into lines, whatever segments they come in. */
export class LineSplitter {
  #rest = Buffer.alloc(0)

  /** Forgets the begin of a line that is not complete. */
  clear(): void {
    this.#rest = Buffer.alloc(0)
  }

  /** The lines that are complete now, without their line ends. Throws when a line is too long. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = []
    let bytes = Buffer.concat([this.#rest, chunk])
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed)) {
      lines.push(bytes.subarray(0, bytes[end - 1] === carriageReturn ? end - 1 : end))
      bytes = bytes.subarray(end + 1)
    }
    if (bytes.length > lineBytesMax) throw new Refusal(500, 'The command is too long.')
    this.#rest = bytes
    return lines
  }
}

// Before ABOR, clients send the telnet signals "interrupt process" and "data mark", the latter partly out of band.
// Anywhere else the byte 0xFF is not UTF-8 and is refused.
function withoutTelnetSignals(line: Buffer): Buffer {
  return Buffer.from(line.toString('latin1').replace(/^(?:\xff[\xf0-\xfe]?|[\xf0-\xfe](?=[A-Za-z]))+/, ''), 'latin1')
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(line: Buffer): string {
  try {
    return decoder.decode(withoutTelnetSignals(line))
  } catch (cause) {
    // Replacing what cannot be read would give different names one key.
    throw new Refusal(501, 'Names must be sent in UTF-8.', { cause })
  }
}

const httpRequest = /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT) .* HTTP\/\d/

/** Refuses what a browser sends. A web page can send a form to this port, with commands in its body: nothing of it may be carried out. */
export function refuseHttp(line: Buffer): void {
  if (httpRequest.test(line.toString('latin1'))) throw new Refusal(500, 'This is no HTTP server.')
}

/** Reads one line. Names may start and end with spaces, so the argument is not trimmed. */
export function parseCommandLine(line: Buffer): CommandLine {
  const [, verb, argument] = /^([A-Za-z]{3,4})(?: (.*))?$/su.exec(decode(line)) ?? []
  if (verb === undefined) throw new Refusal(500, 'Not an FTP command.')
  return { verb: verb.toUpperCase(), argument: argument ?? '' }
}
