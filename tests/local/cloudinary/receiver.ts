import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { until } from './waiting.ts'

/** A notification as it came. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: Record<string, unknown>
}

const jsonSchema = z.record(z.string(), z.unknown())

/** A web server that takes notifications, or answers with the statuses it was told to. */
export class Receiver {
  readonly received: Received[] = []
  readonly #server: Server
  #statuses: number[] = []

  constructor() {
    this.#server = createServer(async (request, response) => {
      const body = await text(request)
      this.received.push({ headers: request.headers, body, json: jsonSchema.parse(JSON.parse(body)) })
      response.writeHead(this.#statuses.shift() ?? 200).end()
    })
  }

  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/notify`
  }

  /** Answers so to the next notifications. */
  answer(...statuses: number[]): void {
    this.#statuses = statuses
  }

  of(publicId: string): Received[] {
    return this.received.filter(({ json }) => json.public_id === publicId)
  }

  /** Waits until there are so many for an asset, and gives all that there are. */
  untilReceived(publicId: string, count: number): Promise<Received[]> {
    return until(
      `${count} notifications for ${publicId}`,
      () => this.of(publicId),
      ({ length }) => length >= count,
    )
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** A receiver for the tests of one describe block. */
export function useReceiver(): Receiver {
  const receiver = new Receiver()
  before(() => receiver.start())
  after(() => receiver.stop())
  return receiver
}
