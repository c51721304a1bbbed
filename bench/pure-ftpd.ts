import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { portOf } from '../local/ftp/data-connection.ts'

/** Someone who may own files, and is nobody else. */
const NOBODY = 65_534
const START_TRIES_MAX = 100

/** A server to compare with. */
export interface FtpServer {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  stop(): Promise<void>
}

/** Starts pure-ftpd on a folder; undefined where it is not installed, or cannot be started by this user. */
export async function startPureFtpd(folder: string): Promise<FtpServer | undefined> {
  if (!hasProgram('pure-ftpd') || !hasProgram('pure-pw') || process.getuid?.() !== 0) return undefined
  const files = join(folder, 'files')
  mkdirSync(files)
  // It gives up its rights before it enters the folder.
  chmodSync(folder, 0o755)
  chownSync(files, NOBODY, NOBODY)
  const [user, password, database] = ['demo', 'demo', join(folder, 'users.pdb')]
  const account = ['useradd', user, '-u', String(NOBODY), '-g', String(NOBODY), '-d', files]
  execFileSync('pure-pw', [...account, '-f', join(folder, 'users'), '-F', database, '-m'], {
    input: `${password}\n${password}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const port = await freePort()
  const options = ['-S', `127.0.0.1,${port}`, '-l', `puredb:${database}`, '-c', '50', '-C', '50', '-E', '-u', '1', '-H']
  const child = spawn('pure-ftpd', options, { stdio: 'ignore' })
  await untilOpen(port)
  return { host: '127.0.0.1', port, user, password, stop: () => end(child) }
}

/** Whether a program is found in one of the folders of PATH. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < START_TRIES_MAX; tries++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await sleep(50)
    } finally {
      socket.destroy()
    }
  }
  throw new Error('expected pure-ftpd to listen, found that it does not')
}

async function end(child: ChildProcess): Promise<void> {
  child.kill()
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
