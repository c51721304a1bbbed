import { once } from 'node:events'
import type { Socket } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { makeCertificate } from './certificate.ts'

// With TLS 1.3 a server sends tickets after the handshake. A client that only uploads never reads them, so that closing its connection
// resets it, and what is still on its way is lost. Sessions of the control connection are to be used again, so it is the same for both.
const version = 'TLSv1.2'

/** What protects connections; its key is in memory only. */
export interface Tls {
  readonly context: SecureContext
  /** In PEM, for clients that are to trust it. */
  readonly certificate: string
}

/** Makes a certificate for the address that a server listens on. */
export async function prepareTls(host: string, nowMs: number): Promise<Tls> {
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all)
  const own = addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address)
  const hosts = new Set(['localhost', hostname(), '127.0.0.1', ...(host === '0.0.0.0' ? own : [host])])
  const { certificate, key } = await makeCertificate([...hosts], nowMs)
  const context = createSecureContext({ cert: certificate, key, minVersion: version, maxVersion: version })
  return { context, certificate }
}

/** Protects a connection that has been used in clear so far; whatever fails closes it. */
export function protect(socket: Socket, { context }: Tls): TLSSocket {
  return new TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => {})
}

/** Whether the client has proved that it has agreed on the same keys. Before that nothing can be sent, and no end either. */
export function isHandshakeDone(socket: Socket): boolean {
  return !(socket instanceof TLSSocket) || socket.getFinished() !== undefined
}

/** Protects a data connection, and waits until both sides have agreed. */
export async function protectData(socket: Socket, tls: Tls, signal: AbortSignal): Promise<TLSSocket> {
  const secured = protect(socket, tls)
  const gone = new AbortController()
  // Only a stream that flows notices that the other side has hung up. Nothing comes out of it before the handshake is done.
  secured.resume().once('secure', () => secured.pause())
  for (const event of ['end', 'close']) secured.once(event, () => gone.abort())
  await once(secured, 'secure', { signal: AbortSignal.any([signal, gone.signal]) })
  return secured
}
