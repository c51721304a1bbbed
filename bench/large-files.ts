import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { StackProcess } from '../tests/local/stack-process.ts'
import { removeFolder, temporaryFolder } from '../tests/support/temporary-folder.ts'
import { startPureFtpd } from './plain-ftp.ts'

/**
 * How fast a large file goes by FTP into the local stack and out of it, and how that compares to pure-ftpd on the same disk in the
 * same run, turn by turn. Needs curl, and for the comparison pure-ftpd and pure-pw (a package of Debian's).
 */

const { values } = parseArgs({
  options: { size: { type: 'string', default: '300' }, rounds: { type: 'string', default: '5' } },
})
const MEBIBYTES = Number(values.size)
const ROUNDS = Number(values.rounds)
const run = promisify(execFile)
const stack = new StackProcess()
const folder = temporaryFolder('large-files')

type Way = 'up' | 'down'

async function seconds(way: Way, url: string): Promise<number> {
  const file = join(folder, 'file')
  // A name that is not mirrored: nothing else is done with it meanwhile.
  const words = way === 'up' ? ['-T', file, `${url}large.part`] : ['-o', '/dev/null', `${url}large.part`]
  const { stdout } = await run('curl', ['-sS', '--fail', '-w', '\n%{time_total}', ...words])
  return Number(stdout.split('\n').at(-1))
}

function median(of: readonly number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN
}

function say(what: string, taken: number): void {
  console.log(
    `${what.padEnd(24)} ${taken.toFixed(2).padStart(6)} s  ${(MEBIBYTES / taken).toFixed(0).padStart(5)} MiB/s`,
  )
}

async function main(): Promise<void> {
  writeFileSync(join(folder, 'file'), randomBytes(MEBIBYTES * 2 ** 20))
  const { ftp } = await stack.start()
  const plain = await startPureFtpd()
  if (!plain) console.log('pure-ftpd is not installed, or does not start for this user: no comparison.')
  const ours = `ftp://${ftp.user}:${ftp.password}@${ftp.host}:${ftp.port}/`
  for (const way of ['up', 'down'] as const) {
    const taken: Record<'ours' | 'plain', number[]> = { ours: [], plain: [] }
    for (let round = 0; round <= ROUNDS; round++) {
      const times = { plain: plain ? await seconds(way, plain.url) : undefined, ours: await seconds(way, ours) }
      // The first round is not counted: code is compiled in it.
      if (round > 0) taken.ours.push(times.ours)
      if (round > 0 && times.plain !== undefined) taken.plain.push(times.plain)
    }
    say(`local stack, ${way}`, median(taken.ours))
    if (!plain) continue
    say(`pure-ftpd, ${way}`, median(taken.plain))
    console.log(`of pure-ftpd's speed      ${(median(taken.plain) / median(taken.ours)).toFixed(2).padStart(6)}`)
  }
  plain?.stop()
}

await main().finally(async () => {
  removeFolder(folder)
  await stack.remove()
})
