import { createHash, randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { TestStack } from '../tests/local/test-stack.ts'
import { peakDuring, type Resident, residentOf } from './resident-memory.ts'

/**
 * What the local stack has in memory while a large file goes up and down, each way that there is, beside what it has when it is
 * idle. Needs about five times the size on the disk.
 */

const { values } = parseArgs({ options: { size: { type: 'string', default: '1200' } } })
const MEBIBYTES = Number(values.size)
const MEBIBYTE = 2 ** 20
const BYTES = MEBIBYTES * MEBIBYTE
// Longer than a function's environment stays for nothing.
const IDLE_MS = 40_000
const stack = new TestStack()
// Not all alike, so that nothing gains from zeros.
const chunk = randomBytes(MEBIBYTE)

function content(): Readable {
  return Readable.from(Array.from({ length: MEBIBYTES }, () => chunk))
}

function md5OfContent(): string {
  const hash = createHash('md5')
  for (let index = 0; index < MEBIBYTES; index++) hash.update(chunk)
  return hash.digest('hex')
}

const md5 = md5OfContent()

async function check(what: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const hash = createHash('md5')
  for await (const part of source) hash.update(part)
  if (hash.digest('hex') !== md5) throw new Error(`${what}: other bytes came back`)
}

async function uploadByFtp(name: string): Promise<void> {
  const client = await stack.clients.ftp()
  await client.uploadFrom(content(), name)
  client.close()
}

async function downloadByFtp(name: string): Promise<void> {
  const client = await stack.clients.ftp()
  const received = new PassThrough()
  await Promise.all([client.downloadTo(received, name), check('FTP', received)])
  client.close()
}

async function mirrored(name: string): Promise<void> {
  while ((await stack.clients.asset(name, 'raw'))?.etag !== md5) await sleep(100)
}

async function uploadRefused(name: string): Promise<void> {
  await stack.clients.control('POST', 'settings', { bytesMax: { raw: 1000 } })
  await uploadByFtp(name)
  while ((await stack.clients.depths()).deadLetters === 0) await sleep(100)
}

async function deliver(name: string): Promise<void> {
  const asset = await stack.clients.asset(name, 'raw')
  const { body } = await fetch(asset?.url ?? '')
  if (!body) throw new Error('nothing is delivered')
  await check('delivery', body)
}

async function download(Key: string): Promise<void> {
  const { Body } = await stack.clients.s3.send(new GetObjectCommand({ Bucket: stack.bucket, Key }))
  if (Body instanceof Readable) await check('S3', Body)
}

function table(rows: readonly (readonly [string, Resident])[], idle: Resident): void {
  console.log(`${''.padEnd(34)}  ${'process'.padEnd(40)}  ${'MB'.padStart(6)}  over idle`)
  for (const [what, resident] of rows) {
    for (const [name, bytes] of resident) {
      const [megabytes, over] = [bytes, bytes - (idle.get(name) ?? 0)].map((one) => (one / 1e6).toFixed(0))
      console.log(`${what.padEnd(34)}  ${name.padEnd(40)}  ${megabytes?.padStart(6)}  ${over?.padStart(9)}`)
    }
  }
}

async function main(): Promise<void> {
  await stack.start({ SETTLE_SECONDS: '0' })
  const { pid } = stack.clients.description
  await sleep(IDLE_MS)
  const idle = await residentOf(pid)
  const Bucket = stack.bucket
  const { s3 } = stack.clients
  // A name that is not mirrored is of S3 alone.
  const one = { Bucket, Key: 'one.part', Body: content(), ContentLength: BYTES }
  const parts = { Bucket, Key: 'parts.part', Body: content() }
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['up by FTP', () => uploadByFtp('ftp.bin')],
    ['mirrored', () => mirrored('ftp.bin')],
    ['down by FTP', () => downloadByFtp('ftp.bin')],
    ['down by S3', () => download('ftp.bin')],
    ['delivered by the stand-in', () => deliver('ftp.bin')],
    ['up by S3, in one request', () => s3.send(new PutObjectCommand(one))],
    ['up by S3, in parts', () => new Upload({ client: s3, params: parts }).done()],
    ['up by FTP, refused by the account', () => uploadRefused('refused.bin')],
  ]
  const rows: [string, Resident][] = [['idle', idle]]
  for (const [what, act] of steps) rows.push([what, await peakDuring(pid, act)])
  await sleep(IDLE_MS)
  rows.push(['idle again', await residentOf(pid)])
  console.log(`A file of ${MEBIBYTES} MiB`)
  table(rows, idle)
}

await main().finally(() => stack.remove())
