import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/**
 * What the line to an account does to a request: hands it on; takes its time for the answer; breaks off before anything is handed
 * on, or when the answer is on its way; or answers itself that the service is not available.
 */
export type Fate = 'passed' | 'slow' | 'lost' | 'answer lost' | 'unavailable'

const SLOW_MS = 1500

/** A proxy before an account, by whose fates the next uploads go. */
export class BadLine {
  readonly #target: URL
  readonly #server = createServer((asked, answered) => this.#take(asked, answered))
  readonly #fates: Fate[] = []
  /** The fates that uploads have met. */
  readonly met: Fate[] = []

  constructor(target: URL) {
    this.#target = target
  }

  /** Starts it, and resolves with its origin. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  }

  /** Lets the next uploads meet these fates, one after the other; those after them are passed. */
  meet(...fates: readonly Fate[]): void {
    this.#fates.push(...fates)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #take(asked: IncomingMessage, answered: ServerResponse): void {
    const isUpload = asked.url?.endsWith('/upload') === true
    const fate = (isUpload ? this.#fates.shift() : undefined) ?? 'passed'
    if (isUpload) this.met.push(fate)
    if (fate === 'lost') return void asked.once('data', () => asked.socket.destroy())
    if (fate === 'unavailable') {
      asked.resume()
      return void asked.once('end', () => answered.writeHead(503).end('{"error":{"message":"not now"}}'))
    }
    const { method, url, headers } = asked
    const { host: _, ...sent } = headers
    const handed = request(new URL(url ?? '/', this.#target), { method, headers: sent, agent: false }, (answer) => {
      if (fate === 'answer lost') return void asked.socket.destroy()
      setTimeout(
        () => {
          answered.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(answered)
        },
        fate === 'slow' ? SLOW_MS : 0,
      )
    })
    handed.on('error', () => asked.socket.destroy())
    asked.pipe(handed)
  }
}
