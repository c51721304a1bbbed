import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Account } from './account.ts'
import type { Bucket } from './bucket/bucket.ts'
import type { Entry } from './bucket/entries.ts'
import { refusalOf } from './bucket/refusal.ts'
import { LineSplitter, refuseHttp } from './command-line.ts'
import { DataConnection } from './data-connection.ts'
import type { LoginPauses } from './login-pauses.ts'
import { formatReply, Refusal, type Reply, reply } from './reply.ts'
import { isHandshakeDone, protect, type Tls } from './tls/tls.ts'

const waitingLinesMax = 1000

/** How long a client may say nothing, before it has logged in and afterwards, but for transfers. */
export interface SessionLimits {
  readonly loginIdleMs: number
  readonly idleMs: number
}

/** What all sessions of a server share. */
export interface Shared {
  readonly account: Account
  readonly bucket: Bucket
  readonly nowMs: () => number
  readonly pauses: LoginPauses
  readonly limits: SessionLimits
  /** Undefined where connections cannot be protected. */
  readonly tls: Tls | undefined
}

/** Does what one line of a client asks for, and returns what to answer. */
export type Execute = (session: Session, line: Buffer) => Promise<Reply>

/** One client: its control connection, and what its commands have set so far. */
export class Session {
  readonly shared: Shared
  readonly data: DataConnection
  /** The address of the client. */
  readonly client: string
  /** The address that the client has connected to. */
  readonly host: string
  user: string | undefined
  isLoggedIn = false
  /** The key of the working directory. */
  directory = ''
  restartBytes = 0
  renameFrom: Entry | undefined
  isQuitting = false
  /** True once the control connection is protected. */
  isSecure = false

  #socket: Socket
  readonly #execute: Execute
  readonly #splitter = new LineSplitter()
  // Reading goes on during transfers, so that ABOR and a lost client are noticed.
  readonly #lines = new Readable({ objectMode: true, read: () => {} })
  #transfer: AbortController | undefined
  #isBusy = false
  #isGone = false
  #isRefused = false
  #tlsToCome: Tls | undefined
  readonly #onEnd = () => this.#disconnect()
  readonly #listeners = {
    data: (chunk: Buffer) => this.#receive(chunk),
    end: this.#onEnd,
    timeout: () => this.#endIdle(),
  }

  constructor(socket: Socket, shared: Shared, execute: Execute) {
    this.shared = shared
    this.#execute = execute
    this.client = socket.remoteAddress ?? ''
    this.host = socket.localAddress ?? ''
    this.data = new DataConnection(this.host, this.client)
    this.#socket = socket
    this.#attend(socket)
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
    if (isHandshakeDone(this.#socket)) this.#socket.end(() => this.#socket.destroy())
    else this.#socket.destroy()
  }

  /** Lets the client in. From now on it may be silent for longer. */
  logIn(): void {
    this.isLoggedIn = true
    this.#socket.setTimeout(this.shared.limits.idleMs)
  }

  /** Protects the control connection when this command has been answered. Whoever has logged in in clear has to do it again. */
  secureAfterReply(tls: Tls): void {
    this.#tlsToCome = tls
    this.user = undefined
    this.isLoggedIn = false
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

  #attend(socket: Socket): void {
    socket.on('error', () => {})
    socket.on('close', this.#onEnd)
    for (const [event, listener] of Object.entries(this.#listeners)) socket.on(event, listener)
    socket.setTimeout(this.shared.limits.loginIdleMs)
  }

  async #answer(line: Buffer): Promise<void> {
    this.#isBusy = true
    try {
      const answer = await this.#execute(this, line)
      if (this.#tlsToCome) this.#secure(this.#tlsToCome, answer)
      else this.send(answer)
    } catch (error) {
      const { code, message } = refusalOf(error)
      this.send(reply(code, message))
    } finally {
      this.#isBusy = false
    }
  }

  // What has come in clear behind the command may be of someone in between, who must not speak for the client: it is forgotten.
  #secure(tls: Tls, answer: Reply): void {
    const inClear = this.#socket
    for (const [event, listener] of Object.entries(this.#listeners)) inClear.off(event, listener)
    inClear.setTimeout(0)
    inClear.pause()
    this.#splitter.clear()
    while (this.#lines.read() !== null);
    this.send(answer)
    this.#tlsToCome = undefined
    this.isSecure = true
    this.#socket = protect(inClear, tls)
    this.#attend(this.#socket)
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
    if (!isHandshakeDone(this.#socket)) return void this.#socket.destroy()
    this.send(reply(code, message))
    this.#socket.destroySoon()
  }

  // While the client waits for an answer it has nothing to say. The reply begins the time anew; a transfer has a limit of its own.
  #endIdle(): void {
    if (!this.#isBusy) this.#hangUp(new Refusal(421, 'Idle for too long.'))
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
