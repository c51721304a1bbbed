import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Refusal } from './reply.ts'
import { protectData, type Tls } from './tls/tls.ts'

const connectMsMax = 10_000
const goodbyeMsMax = 2000
const portLeast = 1024

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

interface Pending {
  readonly socket: (signal: AbortSignal) => Promise<Socket>
  readonly drop: () => void
}

// Errors reach the code that reads or writes; without a listener they would end the process.
function withErrorListener(socket: Socket): Socket {
  return socket.on('error', () => {})
}

/** The data connection that a client has prepared for its next transfer. */
export class DataConnection {
  /** True once the client has promised to use EPSV only (RFC 2428, 4). */
  isExtendedPassiveOnly = false
  /** What protects the content; undefined where it goes in clear. */
  tls: Tls | undefined
  readonly #host: string
  readonly #client: string
  #pending: Pending | undefined

  /** Listens on `host`, and talks to the address `client` only. */
  constructor(host: string, client: string) {
    this.#host = host
    this.#client = client
  }

  /** Listens on a free port for the client to connect to, and returns that port. */
  async listen(): Promise<number> {
    this.drop()
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true })
    const pending = passive(server, this.#client)
    const port = await listenOn(server, this.#host)
    this.#pending = pending
    return port
  }

  /** Will connect to the client. Other addresses are refused: the server must not reach elsewhere for its clients. */
  useActive(host: string, port: number): void {
    this.drop()
    if (host !== this.#client) throw new Refusal(501, 'Only your own address is allowed.')
    // Below 1024 are other services, which a client must not make the server talk to.
    if (!(port >= portLeast && port < 65_536))
      throw new Refusal(501, `Only ports from ${portLeast} to 65535 are allowed.`)
    this.#pending = active(host, port)
  }

  /** The connection, once it is established; it serves one transfer. */
  async open(signal: AbortSignal): Promise<Socket> {
    if (this.#pending === undefined) throw new Refusal(425, 'Send PASV, EPSV, PORT or EPRT first.')
    try {
      return await this.#pending.socket(AbortSignal.any([signal, AbortSignal.timeout(connectMsMax)]))
    } catch (cause) {
      throw new Refusal(425, 'Cannot open the data connection.', { cause })
    }
  }

  /** The connection that the content goes over. Clients begin the handshake when they are told that the connection is open. */
  async protect(socket: Socket, signal: AbortSignal): Promise<Socket> {
    if (this.tls === undefined) return socket
    try {
      return await protectData(socket, this.tls, AbortSignal.any([signal, AbortSignal.timeout(connectMsMax)]))
    } catch (cause) {
      throw new Refusal(522, 'The TLS handshake of the data connection has failed.', { cause })
    }
  }

  /** Ends the connection of a transfer that has ended well. */
  end(socket: Socket): void {
    socket.end()
    if (this.tls === undefined) return
    // The client says goodbye too: closed before that, the connection would be reset under it.
    this.#pending = undefined
    socket.resume().setTimeout(goodbyeMsMax, () => socket.destroy())
  }

  /** Closes whatever has been prepared. */
  drop(): void {
    this.#pending?.drop()
    this.#pending = undefined
  }
}

async function listenOn(server: Server, host: string): Promise<number> {
  try {
    server.listen(0, host)
    await once(server, 'listening')
    server.on('error', () => {})
    return portOf(server)
  } catch (cause) {
    throw new Refusal(425, 'Cannot listen on any port.', { cause })
  }
}

function passive(server: Server, client: string): Pending {
  let accepted: Socket | undefined
  server.on('connection', (socket) => {
    withErrorListener(socket)
    if (accepted !== undefined || socket.remoteAddress !== client) return void socket.destroy()
    accepted = socket
    server.close()
    server.emit('accepted')
  })
  return {
    socket: async (signal) => {
      if (accepted === undefined) await once(server, 'accepted', { signal })
      if (accepted === undefined) throw new Error('no connection')
      return accepted
    },
    drop: () => {
      server.close()
      accepted?.destroy()
    },
  }
}

function active(host: string, port: number): Pending {
  let socket: Socket | undefined
  return {
    socket: async (signal) => {
      socket = withErrorListener(connect({ host, port, allowHalfOpen: true }))
      await once(socket, 'connect', { signal })
      return socket
    },
    drop: () => void socket?.destroy(),
  }
}
