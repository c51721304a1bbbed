import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { Client } from 'basic-ftp'
import { TestStack } from '../tests/local/test-stack.ts'
import { removeFolder, temporaryFolder } from '../tests/support/temporary-folder.ts'
import { type FtpServer, hasProgram, startPureFtpd } from './pure-ftpd.ts'

/**
 * How long many small files take to send to the local stack, one after the other, and how that compares to pure-ftpd on the same disk in the
 * same run: over one connection, and by a process of curl for each. The stack mirrors them meanwhile, as it does for its users.
 */

const FILES = Number(process.argv[2] ?? 500)
const BYTES = 30_000
const ROUNDS = 3
const run = promisify(execFile)

type Server = Pick<FtpServer, 'host' | 'port' | 'user' | 'password'>
/** Sends the files into a directory that is there. */
type Way = (server: Server, directory: string, folder: string) => Promise<void>

const ways: Readonly<Record<string, Way>> = {
  'over one connection': async (server, directory) => {
    const client = new Client()
    await client.access(server)
    await client.cd(directory)
    for (let index = 0; index < FILES; index++) {
      await client.uploadFrom(Readable.from([contentOf(index)], { objectMode: false }), `${index}.bin`)
    }
    client.close()
  },
  'by a curl for each': async ({ host, port, user, password }, directory, folder) => {
    const file = join(folder, 'small.bin')
    for (let index = 0; index < FILES; index++) {
      writeFileSync(file, contentOf(index))
      const url = `ftp://${user}:${password}@${host}:${port}${directory}/${index}.bin`
      await run('curl', ['--silent', '--show-error', '--upload-file', file, url])
    }
  },
}

// Each has other bytes, so that none is taken for the copy of another.
const content = randomBytes(BYTES)
function contentOf(index: number): Buffer {
  content.writeUInt32BE(index)
  return Buffer.from(content)
}

async function secondsOf(way: Way, server: Server, directory: string, folder: string): Promise<number> {
  const client = new Client()
  await client.access(server)
  await client.ensureDir(directory)
  client.close()
  const startMs = performance.now()
  await way(server, directory, folder)
  return (performance.now() - startMs) / 1000
}

function median(of: readonly number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0
}

async function compare(name: string, ours: Server, theirs: Server | undefined, folder: string): Promise<void> {
  const way = ways[name]
  if (way === undefined) return
  const [own, other]: [number[], number[]] = [[], []]
  // In turns, so that what else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round++) {
    const directory = `/${name.replaceAll(' ', '-')}-${round}`
    own.push(await secondsOf(way, ours, directory, folder))
    if (theirs) other.push(await secondsOf(way, theirs, directory, folder))
  }
  console.log(`${FILES} files of ${BYTES / 1000} kB, ${name}, ${ROUNDS} times`)
  const say = (who: string, of: readonly number[]) =>
    console.log(`  ${who.padEnd(12)} ${of.map((seconds) => seconds.toFixed(2)).join(' s, ')} s`)
  say('local stack', own)
  if (!theirs) return
  say('pure-ftpd', other)
  console.log(`  ratio of the middle: ${(median(own) / median(other)).toFixed(1)}`)
}

async function main(): Promise<void> {
  const folder = temporaryFolder('ftp-front')
  const stack = new TestStack()
  const other = await startPureFtpd(folder)
  if (other === undefined)
    console.log('pure-ftpd: not installed, or not root (Debian: apt-get install pure-ftpd); skipped')
  try {
    await stack.start()
    const { ftp } = stack.clients.description
    for (const name of Object.keys(ways)) {
      if (name.includes('curl') && !hasProgram('curl')) console.log('curl: not installed; skipped')
      else await compare(name, ftp, other, folder)
    }
  } finally {
    await other?.stop()
    await stack.remove()
    removeFolder(folder)
  }
}

await main()
