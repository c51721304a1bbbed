import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'

/** What the console shows. All of it is read anew for each look. */
export interface ConsoleStatus {
  /** Approximate numbers of messages. */
  readonly queue: { readonly visible: number; readonly inFlight: number }
  readonly deadLetters: number
  /** Why nothing is mirrored now; left out while changes are. */
  readonly stopped?: string
  /** The latest things that happened to keys, newest first. */
  readonly activity: readonly {
    readonly time: string
    readonly what: string
    readonly key: string
    readonly reason: string
  }[]
  /** Keys and their assets, in the order of the keys. */
  readonly assets: readonly {
    readonly key: string
    readonly state: string
    readonly asset: string
    /** Where the asset can be seen, if it is a picture. */
    readonly picture: string | undefined
  }[]
  /** True where there are more assets than are shown. */
  readonly isCut: boolean
}

/** A running console. */
export interface Console {
  readonly url: string
  stop(): Promise<void>
}

const page = readFileSync(new URL('./console.html', import.meta.url))
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src *",
  'x-content-type-options': 'nosniff',
}

/** Serves the console on 127.0.0.1: the page, and the status that it asks for every second. */
export async function startConsole(port: number, readStatus: () => Promise<ConsoleStatus>): Promise<Console> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://console').pathname
    if (request.method !== 'GET') return answer(response, 405, 'text/plain', 'The console only shows.')
    if (path === '/') return answer(response, 200, 'text/html; charset=utf-8', page)
    if (path !== '/status.json') return answer(response, 404, 'text/plain', 'Not found. The console is at /.')
    readStatus().then(
      (status) => answer(response, 200, 'application/json', JSON.stringify(status)),
      (thrown: unknown) => answer(response, 503, 'text/plain', thrown instanceof Error ? thrown.message : 'no status'),
    )
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const actual = address !== null && typeof address === 'object' ? address.port : port
  return {
    url: `http://127.0.0.1:${actual}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body)
}
