import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { refusalOf } from './bucket/refusal.ts'
import { LineSplitter, refuseHttp } from './command-line.ts'
import { formatReply, Refusal, type Reply, reply } from './reply.ts'
import { isHandshakeDone, protect, type Tls } from './tls/tls.ts'

const waitingLinesMax = 1000

/** What is told of a connection as it happens, whatever is being done meanwhile. */
export interface ControlEvents {
  /** A line has come in, and waits for those before it. */
  readonly line: (line: Buffer) => void
  /** The client has ended its side, or is gone. */
  readonly end: () => void
  /** Nothing has been said either way for as long as `allowSilence` allows. */
  readonly silence: () => void
}

/** The connection over which a client sends commands and is answered. */
export class ControlConnection {
  /** What is to be done, line by line. Reading goes on during transfers, so that ABOR and a lost client are noticed. */
  readonly lines = new Readable({ objectMode: true, read: () => {} })
  /** True once it is protected. */
  isSecure = false

  readonly #events: ControlEvents
  readonly #splitter = new LineSplitter()
  #socket: Socket
  #isRefused = false
  readonly #end = () => this.#ended()
  readonly #listeners = {
    data: (chunk: Buffer) => this.#receive(chunk),
    end: this.#end,
    timeout: () => this.#events.silence(),
  }

  constructor(socket: Socket, events: ControlEvents, silenceMs: number) {
    this.#events = events
    this.#socket = socket
    this.#attend(socket, silenceMs)
  }

  get isClosed(): boolean {
    return this.#socket.destroyed
  }

  send(message: Reply): void {
    if (this.#socket.writable) this.#socket.write(formatReply(message))
  }

  /** Sends a part of a reply, as fast as the client takes it. Rejects where it takes nothing until the signal is aborted. */
  async sendPart(text: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#socket.write(text)) await once(this.#socket, 'drain', { signal })
  }

  /** How long both sides may say nothing. */
  allowSilence(ms: number): void {
    this.#socket.setTimeout(ms)
  }

  /**
   * Answers AUTH, and protects all that follows. What has come in clear behind that command may be of someone in between, who must not speak
   * for the client: it is forgotten.
   */
  secure(tls: Tls, answer: Reply): void {
    const inClear = this.#socket
    for (const [event, listener] of Object.entries(this.#listeners)) inClear.off(event, listener)
    const silenceMs = inClear.timeout ?? 0
    inClear.setTimeout(0).pause()
    this.#splitter.clear()
    while (this.lines.read() !== null);
    this.send(answer)
    this.isSecure = true
    this.#socket = protect(inClear, tls)
    this.#attend(this.#socket, silenceMs)
  }

  /** Says why, and takes nothing more from this client. */
  hangUp({ code, message }: Refusal): void {
    this.#isRefused = true
    this.send(reply(code, message))
    if (isHandshakeDone(this.#socket)) this.#socket.destroySoon()
    else this.close()
  }

  /** Closes it when all that was said is on its way. */
  finish(): void {
    if (isHandshakeDone(this.#socket)) this.#socket.end(() => this.#socket.destroy())
    else this.close()
  }

  /** Closes it at once. */
  close(): void {
    this.#socket.destroy()
  }

  #attend(socket: Socket, silenceMs: number): void {
    socket.on('error', () => {})
    socket.on('close', this.#end)
    for (const [event, listener] of Object.entries(this.#listeners)) socket.on(event, listener)
    socket.setTimeout(silenceMs)
  }

  #receive(chunk: Buffer): void {
    if (this.#isRefused) return
    try {
      for (const line of this.#splitter.push(chunk)) this.#enqueue(line)
    } catch (error) {
      this.hangUp(refusalOf(error))
    }
  }

  #enqueue(line: Buffer): void {
    if (this.lines.readableLength >= waitingLinesMax) throw new Refusal(421, 'Too many commands are waiting.')
    refuseHttp(line)
    this.#events.line(line)
    if (line.length > 0) this.lines.push(line)
  }

  // What the client has sent before is still done.
  #ended(): void {
    this.#events.end()
    this.lines.push(null)
  }
}
