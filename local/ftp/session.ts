import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Account } from './account.ts'
import type { Bucket } from './bucket/bucket.ts'
import type { Entry } from './bucket/entries.ts'
import { refusalOf } from './bucket/refusal.ts'
import { LineSplitter } from './command-line.ts'
import { DataConnection } from './data-connection.ts'
import type { LoginPauses } from './login-pauses.ts'
import { formatReply, Refusal, type Reply, reply } from './reply.ts'
import { type Access, ALL_RIGHTS, type Identify } from './users.ts'

const waitingLinesMax = 1000
const httpRequest = /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT) .* HTTP\/\d/

/** How long a client may say nothing, before it has logged in and afterwards, but for transfers. */
export interface SessionLimits {
  readonly loginIdleMs: number
  readonly idleMs: number
}

/** What all sessions of a server share. */
export interface Shared {
  readonly host: string
  readonly account: Account
  /** Undefined where the account is the only one. */
  readonly identify: Identify | undefined
  readonly bucket: Bucket
  readonly nowMs: () => number
  readonly pauses: LoginPauses
  readonly limits: SessionLimits
}

/** Does what one line of a client asks for, and returns what to answer. */
export type Execute = (session: Session, line: Buffer) => Promise<Reply>

/** One client: its control connection, and what its commands have set so far. */
export class Session {
  /** With the bucket as this user sees it. */
  shared: Shared
  /** All of the bucket, of which a user may see a part. */
  readonly whole: Bucket
  rights: Access['rights'] = ALL_RIGHTS
  readonly data: DataConnection
  /** The address of the client. */
  readonly client: string
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
  #isRefused = false

  constructor(socket: Socket, shared: Shared, execute: Execute) {
    this.shared = shared
    this.whole = shared.bucket
    this.#execute = execute
    this.client = socket.remoteAddress ?? ''
    this.data = new DataConnection(shared.host, this.client)
    this.#socket = socket
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('end', () => this.#disconnect())
    socket.on('close', () => this.#disconnect())
    socket.on('timeout', () => this.#endIdle())
    socket.setTimeout(shared.limits.loginIdleMs)
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

  /** Lets the client in. From now on it may be silent for longer. Nothing is left of another user before. */
  logIn({ bucket, rights }: Access): void {
    this.shared = { ...this.shared, bucket }
    this.rights = rights
    this.directory = ''
    this.renameFrom = undefined
    this.isLoggedIn = true
    this.#socket.setTimeout(this.shared.limits.idleMs)
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
    if (this.#isRefused) return
    try {
      for (const line of this.#splitter.push(chunk)) this.#enqueue(line)
    } catch (error) {
      this.#hangUp(refusalOf(error))
    }
  }

  #hangUp({ code, message }: Refusal): void {
    this.#isRefused = true
    this.send(reply(code, message))
    this.#socket.destroySoon()
  }

  // During a transfer the data connection has a limit of its own.
  #endIdle(): void {
    if (this.#transfer === undefined) this.#hangUp(new Refusal(421, 'Idle for too long.'))
  }

  #enqueue(line: Buffer): void {
    if (this.#lines.readableLength >= waitingLinesMax) throw new Refusal(421, 'Too many commands are waiting.')
    refuseHttp(line)
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

// A web page can send a form to this port, with commands in its body: nothing of it may be carried out.
function refuseHttp(line: Buffer): void {
  if (httpRequest.test(line.toString('latin1'))) throw new Refusal(500, 'This is no HTTP server.')
}
