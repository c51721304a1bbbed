import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Account } from './account.ts'
import type { Bucket } from './bucket/bucket.ts'
import type { Entry } from './bucket/entries.ts'
import { refusalOf } from './bucket/refusal.ts'
import { LineSplitter } from './command-line.ts'
import { DataConnection } from './data-connection.ts'
import { formatReply, Refusal, type Reply, reply } from './reply.ts'

const idleMsMax = 15 * 60_000
const waitingLinesMax = 1000

/** What all sessions of a server share. */
export interface Shared {
  readonly host: string
  readonly account: Account
  readonly bucket: Bucket
  readonly nowMs: () => number
}

/** Does what one line of a client asks for, and returns what to answer. */
export type Execute = (session: Session, line: Buffer) => Promise<Reply>

/** One client: its control connection, and what its commands have set so far. */
export class Session {
  readonly shared: Shared
  readonly data: DataConnection
  user: string | undefined
  isLoggedIn = false
  /** The key of the working directory. */
  directory = ''
  restartBytes = 0
  renameFrom: Entry | undefined
  isQuitting = false

  readonly #socket: Socket
  readonly #execute: Execute
  readonly #splitter = new LineSplitter()
  // Reading goes on during transfers, so that ABOR and a lost client are noticed.
  readonly #lines = new Readable({ objectMode: true, read: () => {} })
  #transfer: AbortController | undefined
  #isGone = false

  constructor(socket: Socket, shared: Shared, execute: Execute) {
    this.shared = shared
    this.#execute = execute
    this.data = new DataConnection(shared.host, socket.remoteAddress ?? '')
    this.#socket = socket
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('end', () => this.#disconnect())
    socket.on('close', () => this.#disconnect())
    socket.setTimeout(idleMsMax, () => this.#transfer ?? socket.destroy())
  }

  /** Serves the client, one command after the other, until it quits or disconnects. */
  async run(): Promise<void> {
    this.send(reply(220, 'FTP server ready.'))
    for await (const line of this.#lines) {
      if (this.#socket.destroyed) break
      await this.#answer(line)
      if (this.isQuitting) break
    }
    this.data.drop()
    this.#socket.end(() => this.#socket.destroy())
  }

  /** Aborts whatever is in progress. */
  close(): void {
    this.#socket.destroy()
    this.#disconnect()
  }

  send(message: Reply): void {
    if (this.#socket.writable) this.#socket.write(formatReply(message))
  }

  /** Aborts the transfer that starts now. */
  beginTransfer(): AbortController {
    this.#transfer = new AbortController()
    if (this.#isGone) this.#transfer.abort()
    return this.#transfer
  }

  endTransfer(): void {
    this.#transfer = undefined
    this.restartBytes = 0
    this.data.drop()
  }

  async #answer(line: Buffer): Promise<void> {
    try {
      this.send(await this.#execute(this, line))
    } catch (error) {
      const { code, message } = refusalOf(error)
      this.send(reply(code, message))
    }
  }

  #receive(chunk: Buffer): void {
    try {
      for (const line of this.#splitter.push(chunk)) this.#enqueue(line)
    } catch (error) {
      const { code, message } = refusalOf(error)
      this.send(reply(code, message))
      this.#socket.destroySoon()
    }
  }

  #enqueue(line: Buffer): void {
    if (this.#lines.readableLength >= waitingLinesMax) throw new Refusal(421, 'Too many commands are waiting.')
    if (/^[^A-Za-z]*ABOR\s*$/i.test(line.toString('latin1'))) this.#transfer?.abort()
    if (line.length > 0) this.#lines.push(line)
  }

  // What the client has sent before is still done, but nothing that needs the client.
  #disconnect(): void {
    this.#isGone = true
    this.#transfer?.abort()
    this.#lines.push(null)
  }
}
