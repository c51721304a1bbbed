import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Client } from 'basic-ftp'
import { TestStack } from '../tests/local/test-stack.ts'
import { removeFolder, temporaryFolder } from '../tests/support/temporary-folder.ts'
import { countOf } from './arguments.ts'
import { type FtpServer, startPureFtpd } from './pure-ftpd.ts'

/**
 * How long many small files take to send to the local stack, one after the other over one connection, and how that compares to pure-ftpd
 * on the same disk in the same run. The stack mirrors them meanwhile, as it does for its users. pure-ftpd takes its time to check a
 * password, so both are told: the files alone, and the whole session.
 */

const FILES = countOf(process.argv[2], 500)
const BYTES = 30_000
const ROUNDS = 3

type Server = Pick<FtpServer, 'host' | 'port' | 'user' | 'password'>

interface Taken {
  readonly files: number
  readonly session: number
}

async function secondsOf(server: Server, directory: string): Promise<Taken> {
  const client = new Client()
  const startMs = performance.now()
  await client.access(server)
  await client.ensureDir(directory)
  const content = randomBytes(BYTES)
  const filesMs = performance.now()
  for (let index = 0; index < FILES; index++) {
    // Each has other bytes, so that none is taken for the copy of another.
    content.writeUInt32BE(index)
    await client.uploadFrom(Readable.from([content], { objectMode: false }), `${index}.bin`)
  }
  const endMs = performance.now()
  client.close()
  return { files: (endMs - filesMs) / 1000, session: (endMs - startMs) / 1000 }
}

function median(of: readonly number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0
}

function report(part: keyof Taken, ours: readonly Taken[], theirs: readonly Taken[]): void {
  const [own, other] = [ours, theirs].map((all) => all.map((taken) => taken[part]))
  const listed = (of: readonly number[] = []) => of.map((seconds) => `${seconds.toFixed(2)} s`).join(', ')
  console.log(`the ${part}`)
  console.log(`  local stack  ${listed(own)}`)
  if (theirs.length === 0) return
  console.log(`  pure-ftpd    ${listed(other)}`)
  console.log(`  ratio of the middle: ${(median(own ?? []) / median(other ?? [])).toFixed(1)}`)
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
    const [ours, theirs]: [Taken[], Taken[]] = [[], []]
    // In turns, so that what else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await secondsOf(ftp, `/round-${round}`))
      if (other) theirs.push(await secondsOf(other, `/round-${round}`))
    }
    console.log(`${FILES} files of ${BYTES / 1000} kB, one after the other, ${ROUNDS} times`)
    report('files', ours, theirs)
    report('session', ours, theirs)
  } finally {
    await other?.stop()
    await stack.remove()
    removeFolder(folder)
  }
}

await main()
