import type { Socket } from 'node:net'
import type { Bucket } from './bucket/bucket.ts'
import type { Entry } from './bucket/entries.ts'
import { refusalOf } from './bucket/refusal.ts'
import { ClientProcess } from './client-process.ts'
import { ControlConnection } from './control-connection.ts'
import { DataConnection } from './data-connection.ts'
import { formatBetween, formatFirst, Refusal, type Reply, reply } from './reply.ts'
import type { Shared } from './shared.ts'
import type { Tls } from './tls/tls.ts'
import { type Access, ALL_RIGHTS } from './users.ts'

/** How long a client may take nothing of what it asked for. */
export const stalledMsMax = 120_000

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
  /** The address that the client has connected to. */
  readonly host: string
  readonly process: ClientProcess
  user: string | undefined
  isLoggedIn = false
  /** The key of the working directory. */
  directory = ''
  restartBytes = 0
  /** What ALLO has said of the file that comes next. */
  announcedBytes = 0
  renameFrom: Entry | undefined
  isQuitting = false

  readonly #control: ControlConnection
  readonly #execute: Execute
  #transfer: AbortController | undefined
  #tlsToCome: Tls | undefined
  #isBusy = false
  #isGone = false

  constructor(socket: Socket, shared: Shared, execute: Execute) {
    this.shared = shared
    this.whole = shared.bucket
    this.#execute = execute
    this.client = socket.remoteAddress ?? ''
    this.host = socket.localAddress ?? ''
    this.data = new DataConnection(this.host, this.client)
    const { remotePort: port = 0, localPort: serverPort = 0 } = socket
    this.process = new ClientProcess({ address: this.client, port, serverAddress: this.host, serverPort })
    const events = {
      line: (line: Buffer) => this.#look(line),
      end: () => this.#disconnect(),
      silence: () => this.#endIdle(),
    }
    this.#control = new ControlConnection(socket, events, shared.limits.loginIdleMs)
  }

  /** Serves the client, one command after the other, until it quits or disconnects. */
  async run(): Promise<void> {
    this.send(reply(220, 'FTP server ready.'))
    for await (const line of this.#control.lines) {
      if (this.#control.isClosed) break
      await this.#answer(line)
      if (this.isQuitting) break
    }
    this.data.drop()
    this.#control.finish()
  }

  /** True once the control connection is protected. */
  get isSecure(): boolean {
    return this.#control.isSecure
  }

  /** Lets the client in. From now on it may be silent for longer. Nothing is left of another user before. */
  logIn({ bucket, rights }: Access): void {
    this.shared = { ...this.shared, bucket }
    this.rights = rights
    this.directory = ''
    this.renameFrom = undefined
    this.isLoggedIn = true
    this.#control.allowSilence(this.shared.limits.idleMs)
  }

  /** Protects the control connection when this command has been answered. Whoever has logged in in clear has to do it again. */
  secureAfterReply(tls: Tls): void {
    this.#tlsToCome = tls
    this.user = undefined
    this.isLoggedIn = false
    this.#control.allowSilence(this.shared.limits.loginIdleMs)
  }

  /** Aborts whatever is in progress. */
  close(): void {
    this.#control.close()
    this.#disconnect()
  }

  send(message: Reply): void {
    this.#control.send(message)
  }

  /**
   * Sends the first lines of a reply as they are found, as fast as the client takes them. Part of a list must not be taken for the whole: where
   * it breaks off the connection ends.
   */
  async sendLines(code: number, first: string, lines: AsyncIterable<string>): Promise<void> {
    const { signal } = this.beginTransfer()
    const send = (text: string) =>
      this.#control.sendPart(text, AbortSignal.any([signal, AbortSignal.timeout(stalledMsMax)]))
    let isBegun = false
    try {
      for await (const line of lines) {
        await send(`${isBegun ? '' : formatFirst(code, first)}${formatBetween(line)}`)
        isBegun = true
      }
      if (!isBegun) await send(formatFirst(code, first))
    } catch (error) {
      if (isBegun) this.close()
      throw error
    } finally {
      this.#transfer = undefined
    }
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
    this.announcedBytes = 0
    this.data.drop()
  }

  async #answer(line: Buffer): Promise<void> {
    this.#isBusy = true
    try {
      this.#reply(await this.#execute(this, line))
    } catch (error) {
      const { code, message } = refusalOf(error)
      this.send(reply(code, message))
    } finally {
      this.#isBusy = false
    }
  }

  #reply(message: Reply): void {
    if (this.#tlsToCome) this.#control.secure(this.#tlsToCome, message)
    else this.send(message)
    this.#tlsToCome = undefined
  }

  // While the client waits for an answer it has nothing to say. The reply begins the time anew; a transfer has a limit of its own.
  #endIdle(): void {
    if (!this.#isBusy) this.#control.hangUp(new Refusal(421, 'Idle for too long.'))
  }

  #look(line: Buffer): void {
    if (/^[^A-Za-z]*ABOR\s*$/i.test(line.toString('latin1'))) this.#transfer?.abort()
  }

  // What the client has sent before is still done, but nothing that needs the client.
  #disconnect(): void {
    this.#isGone = true
    this.#transfer?.abort()
  }
}
