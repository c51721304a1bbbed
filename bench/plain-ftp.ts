import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onEnd } from '../tests/support/on-end.ts'
import { removeFolder, temporaryFolder } from '../tests/support/temporary-folder.ts'

const START_MS_MAX = 5000
/** Whoever is not root may only be who they are. */
const OWN = { uid: process.getuid?.() || 1000, gid: process.getgid?.() || 1000 }

/** A plain FTP server, with its files on the same disk as those of the local stack. */
export interface PlainFtp {
  readonly url: string
  stop(): void
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return address.port
}

function makeUser(directory: string): string {
  const [passwords, database, home] = ['passwd', 'users.pdb', 'home'].map((name) => join(directory, name))
  if (passwords === undefined || database === undefined || home === undefined) throw new Error('there is no folder')
  mkdirSync(home)
  chmodSync(directory, 0o777)
  chmodSync(home, 0o777)
  const ids = ['-u', String(OWN.uid), '-g', String(OWN.gid)]
  const words = ['useradd', 'demo', '-f', passwords, '-F', database, '-m', ...ids, '-d', home]
  execFileSync('pure-pw', words, { input: 'demo\ndemo\n', stdio: ['pipe', 'ignore', 'ignore'] })
  return database
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Starts pure-ftpd where it is installed; undefined where it is not, or does not start for this user. */
export async function startPureFtpd(): Promise<PlainFtp | undefined> {
  const directory = temporaryFolder('pure-ftpd')
  try {
    const database = makeUser(directory)
    const port = await freePort()
    const words = ['-S', `127.0.0.1,${port}`, '-l', `puredb:${database}`, '-H', '-A', '-g', join(directory, 'pid')]
    const child = spawn('pure-ftpd', words, { stdio: 'ignore' })
    onEnd(() => child.kill())
    const url = `ftp://demo:demo@127.0.0.1:${port}/`
    for (const endMs = performance.now() + START_MS_MAX; performance.now() < endMs && !hasEnded(child); ) {
      await sleep(100)
      if (canList(url)) return { url, stop: () => stop(child, directory) }
    }
    stop(child, directory)
  } catch {
    removeFolder(directory)
  }
  return undefined
}

function canList(url: string): boolean {
  try {
    execFileSync('curl', ['-s', url], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function stop(child: ChildProcess, directory: string): void {
  child.kill()
  removeFolder(directory)
}
