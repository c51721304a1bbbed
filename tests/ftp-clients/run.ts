import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { password, startBucket, type TestBucket, user } from '../local/ftp/bucket.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import type { FtpClient, OperationName } from './client.ts'
import { operationNames, operations } from './operations.ts'
import { inetutilsClient, tnftpClient } from './programs/classic.ts'
import { curlClient } from './programs/curl.ts'
import { perlClient, phpClient, pythonClient } from './programs/languages.ts'
import { lftpClient } from './programs/lftp.ts'
import { ncftpClient } from './programs/ncftp.ts'
import { rcloneClient, wputClient } from './programs/others.ts'
import { yafcClient } from './programs/yafc.ts'

/**
 * `npm run test:ftp-clients`: every installed client does what it can with the local FTP server, and the bucket is looked at. Ends with 1
 * where a cell is wrong.
 */

const clients: readonly FtpClient[] = [
  curlClient,
  lftpClient,
  ncftpClient,
  tnftpClient,
  inetutilsClient,
  wputClient,
  yafcClient,
  rcloneClient,
  pythonClient,
  perlClient,
  phpClient,
]
const CELL = Math.max(...operationNames.map((name) => name.length)) + 1
const NAME = Math.max(...clients.map(({ name }) => name.length)) + 1

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What was wrong; undefined where it was right. */
async function faultOf(
  client: FtpClient,
  operation: OperationName,
  bucket: TestBucket,
  root: string,
): Promise<string | undefined> {
  const directory = `${client.name} ${operation}`.replaceAll(/[^A-Za-z]+/g, '-')
  const folder = join(root, directory)
  mkdirSync(folder)
  const { host, port } = bucket.ftp
  const place = { host, port, user, password: password, directory, folder, certificate: join(root, 'ca.pem') }
  await operations[operation].prepare(bucket, place)
  const outcome = await client.operations[operation]?.(place)
  if (outcome === undefined) return undefined
  try {
    await operations[operation].check(bucket, place, outcome)
    return undefined
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return `${client.name}, ${operation}: ${message}\n${outcome.output.replace(/^/gm, '    ')}`
  }
}

async function rowOf(
  client: FtpClient,
  bucket: TestBucket,
  root: string,
): Promise<{ cells: string[]; faults: string[] }> {
  const cells: string[] = []
  const faults: string[] = []
  for (const operation of operationNames) {
    const fault = client.operations[operation] && (await faultOf(client, operation, bucket, root))
    if (fault) faults.push(fault)
    cells.push(client.operations[operation] === undefined ? '-' : fault ? 'WRONG' : 'right')
  }
  return { cells, faults }
}

function say(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(NAME) + cells.map((cell) => cell.padEnd(CELL)).join(''))
}

async function main(): Promise<void> {
  const root = temporaryFolder('ftp-clients')
  const bucket = await startBucket({ tls: true })
  writeFileSync(join(root, 'ca.pem'), bucket.ftp.certificate ?? '')
  const faults: string[] = []
  say('', operationNames)
  for (const client of clients) {
    const missing = client.programs.filter((program) => !isInstalled(program))
    if (missing.length > 0) {
      console.log(`${client.name.padEnd(NAME)}skipped: ${missing.join(', ')} not installed`)
      continue
    }
    const row = await rowOf(client, bucket, root)
    say(client.name, row.cells)
    faults.push(...row.faults)
  }
  console.log(faults.length === 0 ? '\nAll right; "-" is what a client cannot do.' : `\n${faults.join('\n\n')}`)
  if (faults.length > 0) process.exitCode = 1
  await bucket.stop()
  removeFolder(root)
}

await main()
