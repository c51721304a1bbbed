import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'

/** What tells a request of a web page from one of a program. */
export interface Caller {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** The port that the server listens on. */
  readonly port: number
}

const DEFAULT_PORT = 80
const LOOPBACK = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9.-]+\.)?localhost)$/i
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Why a request is not served; undefined where it is. Whatever a browser shows can send requests to this machine. So the Host is to
 * be a loopback name, which a name that was made to resolve here (DNS rebinding) is not; no page of another origin may read, and
 * no page at all may change anything. Browsers name the origin of each request that changes something; programs name none.
 */
export function refusalOf({ method, headers, port }: Caller): string | undefined {
  const { host = '', origin } = headers
  if (!isLoopbackHost(host, port)) {
    return `expected 127.0.0.1:${port} or localhost:${port} as Host, found ${JSON.stringify(host)}`
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase()) {
    return `expected a request of a program, or of a page of this server, found one of a page of ${JSON.stringify(origin)}`
  }
  const isOfPage = origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none'
  if (isOfPage && !READING.has(method)) return `expected ${method} from a program, found it from a web page`
  return undefined
}

function isLoopbackHost(host: string, port: number): boolean {
  const [, name = '', own = String(DEFAULT_PORT)] = /^(.*?)(?::(\d{1,5}))?$/.exec(host) ?? []
  return LOOPBACK.test(name) && Number(own) === port
}

/** Makes a server, which has its handlers already, answer 403 to what is not to be served; its handlers see only the rest. */
export function guardFromBrowsers(server: Server): void {
  const handlers = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', headers, socket } = request
    const refusal = refusalOf({ method, headers, port: socket.localPort ?? 0 })
    if (refusal !== undefined) return refuse(request, response, refusal)
    for (const handler of handlers) handler.call(server, request, response)
  })
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: string): void {
  // What is left of the body would be taken for the next request.
  response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`The local stack refuses this request: ${refusal}.\n`)
  request.resume()
}
