import { setTimeout as sleep } from 'node:timers/promises'
import { jpeg } from '../tests/local/pictures.ts'
import { md5 } from '../tests/local/stack-clients.ts'
import { TestStack } from '../tests/local/test-stack.ts'
import { countOf } from './arguments.ts'

/**
 * How long after an FTP client's upload a file shows in the account, and how that compares to what cannot be spared: the same bytes
 * put into S3 and uploaded to the stand-in, on the same machine in the same run.
 */

const FILES = countOf(process.argv[2], 30)
const LOOK_AGAIN_MS = 5
const stack = new TestStack()

async function millisecondsOf(act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await act()
  return performance.now() - startMs
}

async function shows(publicId: string, bytes: Buffer): Promise<void> {
  while ((await stack.clients.asset(publicId))?.etag !== md5(bytes)) await sleep(LOOK_AGAIN_MS)
}

async function arrival(index: number): Promise<number> {
  const bytes = jpeg(`arrival ${index}`)
  await stack.clients.upload(`arrival/${index}.jpg`, bytes)
  return await millisecondsOf(() => shows(`arrival/${index}`, bytes))
}

function baseline(index: number): Promise<number> {
  const bytes = jpeg(`baseline ${index}`)
  return millisecondsOf(async () => {
    // A name that is not mirrored.
    await stack.put(`baseline/${index}.jpg.part`, bytes)
    await stack.clients.uploadByHand(`baseline/${index}`, bytes)
  })
}

function quantile(of: readonly number[], part: number): number {
  const sorted = of.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
}

function say(what: string, of: readonly number[]): void {
  const [median, most] = [0.5, 0.95].map((part) => `${quantile(of, part).toFixed(0)} ms`)
  console.log(`${what.padEnd(52)} ${median} in the middle, ${most} for 19 of 20`)
}

async function main(): Promise<void> {
  await stack.start({ SETTLE_SECONDS: '0' })
  const first = await arrival(0)
  const [arrivals, baselines]: [number[], number[]] = [[], []]
  for (let index = 1; index <= FILES; index++) {
    arrivals.push(await arrival(index))
    baselines.push(await baseline(index))
  }
  console.log(`the first file, with a worker that has to start          ${first.toFixed(0)} ms`)
  say(`${FILES} files, one after the other, until they show`, arrivals)
  say('the same bytes put into S3, and uploaded', baselines)
  console.log(`ratio: ${(quantile(arrivals, 0.5) / quantile(baselines, 0.5)).toFixed(1)}`)
}

await main().finally(() => stack.remove())
