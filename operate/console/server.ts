import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AccessRules, judgeAccess } from './access.ts'
import { bundleWeb } from './bundle.ts'
import type { Events } from './events.ts'
import { failureOf } from './failure.ts'
import { lazily } from './lazily.ts'
import { type Actions, answerAction, answerRead, type Reads } from './routes.ts'

/** A running console. */
export interface ConsoleServer {
  /** The address for people, with the token behind a hash sign: browsers keep that to themselves. */
  readonly url: string
  readonly origin: string
  readonly token: string
  stop(): Promise<void>
}

/** What is served. */
export interface ConsoleSite {
  readonly reads: Reads
  readonly actions: Actions
  /** What is told to all pages that are open. */
  readonly events: Events
  /** Where pictures may come from, beside the console itself. */
  imageOrigins(): Promise<readonly string[]>
}

const TOKEN_BYTES = 16
const HOST = '127.0.0.1'

/** Serves the console on the loopback address. What it shows is put together when it is first asked for. */
export async function serveConsole(
  openSite: () => Promise<ConsoleSite>,
  { port, allowsActions }: { readonly port: number; readonly allowsActions: boolean },
): Promise<ConsoleServer> {
  const rules = { token: randomBytes(TOKEN_BYTES).toString('base64url'), allowsActions }
  const [web, site] = [lazily(bundleWeb), lazily(openSite)]
  const server = createServer((request, response) => {
    respond(request, response, { site, rules, web }).catch((thrown: unknown) => {
      const { status, message } = failureOf(thrown)
      if (response.headersSent) response.destroy()
      else sendJson(response, status, { error: message })
    })
  })
  server.listen(port, HOST)
  await once(server, 'listening')
  const address = server.address()
  const actual = address !== null && typeof address === 'object' ? address.port : port
  const origin = `http://${HOST}:${actual}`
  return {
    url: `${origin}/#token=${rules.token}`,
    origin,
    token: rules.token,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Served {
  readonly site: () => Promise<ConsoleSite>
  readonly rules: AccessRules
  readonly web: () => ReturnType<typeof bundleWeb>
}

async function respond(request: IncomingMessage, response: ServerResponse, { site, rules, web }: Served) {
  const { method = 'GET', headers, socket } = request
  const url = URL.parse(request.url ?? '/', 'http://console') ?? new URL('http://console/none')
  const path = url.pathname
  const access = judgeAccess({ method, path, headers, port: socket.localPort ?? 0 }, rules)
  if (access.kind === 'refused') {
    // What is left of the body would be taken for the next request.
    response.setHeader('connection', 'close')
    request.resume()
    return sendJson(response, access.status, { error: access.message })
  }
  if (access.kind === 'page') return sendPage(response, path, { site, web })
  const { reads, actions, events } = await site()
  if (path === '/api/events') return events.open(request, response)
  if (access.kind === 'read') return sendJson(response, 200, await answerRead(reads, path, url.searchParams))
  return sendJson(response, 200, await answerAction(actions, path, request, url))
}

async function sendPage(response: ServerResponse, path: string, { site, web }: Pick<Served, 'site' | 'web'>) {
  const file = (await web()).get(path)
  if (!file) return sendJson(response, 404, { error: 'There is no such page. The console is at /.' })
  const { imageOrigins } = await site()
  response.writeHead(200, {
    ...HEADERS,
    'content-type': file.type,
    'content-security-policy': policyFor(await imageOrigins()),
  })
  response.end(file.body)
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** No script but the console's own, nothing inline, and no data to anywhere else. */
function policyFor(imageOrigins: readonly string[]): string {
  const pictures = ["'self'", 'data:', ...imageOrigins].join(' ')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `img-src ${pictures}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Answers with JSON, which no browser takes for a page. */
function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const security = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }
  response.writeHead(status, { ...HEADERS, ...security, 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value ?? null))
}
