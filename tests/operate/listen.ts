import { once } from 'node:events'
import type { Server } from 'node:http'

/** A server on 127.0.0.1, on any free port. */
export interface Listening {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a server for a test. */
export async function listen(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A server that listens while the tests of a describe block run. Its URL is there from the first of them on. */
export function useListening(server: Server): { readonly url: string } {
  let listening: Listening | undefined
  before(async () => {
    listening = await listen(server)
  })
  after(() => listening?.stop())
  return {
    get url() {
      if (!listening) throw new Error('the server listens during the tests, not while they are declared')
      return listening.url
    },
  }
}
