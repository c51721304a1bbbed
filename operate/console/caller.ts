import type { IncomingHttpHeaders } from 'node:http'

/** What tells a request of a web page from one of a program. */
export interface Caller {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** The port that the server listens on. */
  readonly port: number
  /** True where pages of the server itself may change something, too. */
  readonly pagesMayAct?: boolean
}

const DEFAULT_PORT = 80
const LOOPBACK = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9.-]+\.)?localhost)$/i
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Why a request is not served; undefined where it is. Whatever a browser shows can send requests to this machine. So the Host is to
 * be a loopback name, which a name that was made to resolve here (DNS rebinding) is not; no page of another origin may read, and
 * none may change anything. Browsers name the origin of each request that changes something; programs name none.
 */
export function refusalOf({ method, headers, port, pagesMayAct = false }: Caller): string | undefined {
  const { host = '', origin } = headers
  if (!isLoopbackHost(host, port)) {
    return `expected 127.0.0.1:${port} or localhost:${port} as Host, found ${JSON.stringify(host)}`
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase()) {
    return `expected a request of a program, or of a page of this server, found one of a page of ${JSON.stringify(origin)}`
  }
  if (READING.has(method)) return undefined
  const site = headers['sec-fetch-site'] ?? 'none'
  if (pagesMayAct) {
    return site === 'none' || site === 'same-origin'
      ? undefined
      : `expected ${method} from a page of this server, found it from a page that is ${JSON.stringify(site)}`
  }
  const isOfPage = origin !== undefined || site !== 'none'
  return isOfPage ? `expected ${method} from a program, found it from a web page` : undefined
}

function isLoopbackHost(host: string, port: number): boolean {
  const [, name = '', own = String(DEFAULT_PORT)] = /^(.*?)(?::(\d{1,5}))?$/.exec(host) ?? []
  return LOOPBACK.test(name) && Number(own) === port
}
