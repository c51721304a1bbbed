import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Client } from 'basic-ftp'
import { TestStack } from '../tests/local/test-stack.ts'
import { removeFolder, temporaryFolder } from '../tests/support/temporary-folder.ts'
import { type FtpServer, startPureFtpd } from './pure-ftpd.ts'

/**
 * How long many small files take to send to the local stack, one after the other over one connection, and how that compares to pure-ftpd
 * on the same disk in the same run. The stack mirrors them meanwhile, as it does for its users.
 */

const FILES = Number(process.argv[2] ?? 500)
const BYTES = 30_000
const ROUNDS = 3

type Server = Pick<FtpServer, 'host' | 'port' | 'user' | 'password'>

async function secondsOf(server: Server, directory: string): Promise<number> {
  const client = new Client()
  await client.access(server)
  await client.ensureDir(directory)
  const content = randomBytes(BYTES)
  const startMs = performance.now()
  for (let index = 0; index < FILES; index++) {
    content.writeUInt32BE(index)
    await client.uploadFrom(Readable.from([content], { objectMode: false }), `${index}.bin`)
  }
  const seconds = (performance.now() - startMs) / 1000
  client.close()
  return seconds
}

function median(of: readonly number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0
}

async function main(): Promise<void> {
  const folder = temporaryFolder('pure-ftpd')
  const stack = new TestStack()
  const other = await startPureFtpd(folder)
  if (other === undefined)
    console.log('pure-ftpd: not installed, or not root (Debian: apt-get install pure-ftpd); skipped')
  try {
    await stack.start()
    const { ftp } = stack.clients.description
    const [ours, theirs]: [number[], number[]] = [[], []]
    // In turns, so that what else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await secondsOf(ftp, `/round-${round}`))
      if (other) theirs.push(await secondsOf(other, `/round-${round}`))
    }
    const say = (name: string, of: readonly number[]) =>
      console.log(`${name.padEnd(12)} ${of.map((seconds) => seconds.toFixed(2)).join(' s, ')} s`)
    console.log(`${FILES} files of ${BYTES / 1000} kB, one after the other, ${ROUNDS} times`)
    say('local stack', ours)
    if (!other) return
    say('pure-ftpd', theirs)
    console.log(`ratio of the middle: ${(median(ours) / median(theirs)).toFixed(1)}`)
  } finally {
    await other?.stop()
    await stack.remove()
    removeFolder(folder)
  }
}

await main()
