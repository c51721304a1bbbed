import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { guardFromBrowsers } from '../browser-guard.ts'
import type { ConsoleStatus } from './status.ts'

/** A running console. */
export interface LocalConsole {
  readonly url: string
  stop(): Promise<void>
}

const page = readFileSync(new URL('./console.html', import.meta.url))
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src *; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

/** Serves the console on 127.0.0.1: the page, and the status that it asks for every second. */
export async function startConsole(port: number, readStatus: () => Promise<ConsoleStatus>): Promise<LocalConsole> {
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
  guardFromBrowsers(server)
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
