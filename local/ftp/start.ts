import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { systemClock } from '../../shared/adapters/clock.ts'
import { COPY_BYTES_MAX } from './bucket/copy.ts'
import { FILE_BYTES_MAX } from './bucket/file-size.ts'
import { execute } from './commands/execute.ts'
import { portOf } from './data-connection.ts'
import { LoginPauses } from './login-pauses.ts'
import { formatReply, reply } from './reply.ts'
import { Session } from './session.ts'
import type { SessionLimits, Shared } from './shared.ts'
import { prepareTls } from './tls/tls.ts'
import type { Identify } from './users.ts'

const loopback = '127.0.0.1'
const stopMsMax = 2000

/** A running FTP server. */
export interface LocalFtp {
  readonly host: string
  readonly port: number
  /** The certificate that it protects connections with, in PEM; undefined where it does not. */
  readonly certificate: string | undefined
  stop(): Promise<void>
}

export interface LocalFtpOptions {
  /** The IPv4 address to listen on; without one 127.0.0.1. 0.0.0.0 means all of the machine. */
  readonly host?: string
  /** 0 means any free port. */
  readonly port: number
  readonly user: string
  readonly password: string
  readonly bucket: string
  readonly s3: S3Client
  /** Whether clients may protect their connections. */
  readonly tls?: boolean
  /** Asks for users besides the configured one. */
  readonly identify?: Identify
  /** The time that pauses after wrong passwords go by; without one the machine's. */
  readonly nowMs?: () => number
  /** Other limits than FTP_LIMITS. */
  readonly limits?: Partial<FtpLimits>
}

/** What the server gives its clients at most. */
export interface FtpLimits extends SessionLimits {
  readonly connectionsMax: number
}

/** The limits of the server where none are given. */
export const FTP_LIMITS: FtpLimits = {
  connectionsMax: 200,
  loginIdleMs: 60_000,
  idleMs: 15 * 60_000,
  fileBytesMax: FILE_BYTES_MAX,
  copyBytesMax: COPY_BYTES_MAX,
}

/** Starts an FTP server whose file system is the bucket; rejects with EADDRINUSE when the port is taken. */
export async function startFtp(options: LocalFtpOptions): Promise<LocalFtp> {
  const { host = loopback, port, user, password, bucket, s3, identify, nowMs = systemClock.nowMs } = options
  const limits = { ...FTP_LIMITS, ...options.limits }
  const pauses = new LoginPauses()
  const tls = options.tls ? await prepareTls(host, systemClock.nowMs()) : undefined
  const account = { user, password }
  const shared: Shared = { account, identify, bucket: { s3, name: bucket }, nowMs, pauses, limits, tls }
  const sessions = new Map<Session, Promise<void>>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (sessions.size < limits.connectionsMax) serve(socket, shared, sessions)
    else refuse(socket)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return { host, port: portOf(server), certificate: tls?.certificate, stop: () => stop(server, sessions) }
}

function refuse(socket: Socket): void {
  socket.on('error', () => {})
  socket.end(formatReply(reply(421, 'Too many connections. Close one, or try again later.')), () => socket.destroy())
}

function serve(socket: Socket, shared: Shared, sessions: Map<Session, Promise<void>>): void {
  const session = new Session(socket, shared, execute)
  const done = session.run().finally(() => sessions.delete(session))
  sessions.set(session, done)
}

async function stop(server: Server, sessions: ReadonlyMap<Session, Promise<void>>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  for (const session of sessions.keys()) session.close()
  // Uploads that break off remove their parts; a storage that no longer answers must not keep the stack from ending.
  const limit = new AbortController()
  const ended = Promise.allSettled([closed, ...sessions.values()])
  await Promise.race([ended, delay(stopMsMax, undefined, { signal: limit.signal }).catch(() => {})])
  limit.abort()
}
