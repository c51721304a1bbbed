import { setTimeout as sleep } from 'node:timers/promises'
import pMap from 'p-map'
import { jpeg } from '../tests/local/pictures.ts'
import { TestStack } from '../tests/local/test-stack.ts'

/** What a stack does at once as it is deployed: workers, times changes in each. */
export const IN_FLIGHT = 10
/** It is asked the less often the more is left: to ask takes the time of those who are at work. */
const POLL_MS_LEAST = 20
const POLL_MS_MOST = 500
const OBJECT_MS = 5
const WITHIN_MS = 600_000

/** What came of filling a local stack. */
export interface FilledStack {
  /** How long each fill took, in ms. */
  readonly fillsMs: readonly number[]
  readonly adminCalls: number
  readonly refusedUploads: number
  readonly deadLetters: number
}

/**
 * Puts objects of 10 kB into a local stack that stands still, then lets it go on, and waits until all are mirrored; and does that again with
 * others. The stand-in has the faults that are given. At the first fill each worker loads and compiles its code.
 */
export async function filledStack({
  objects,
  fills,
  faults,
}: {
  readonly objects: number
  readonly fills: number
  readonly faults: object
}): Promise<FilledStack> {
  const stack = new TestStack()
  try {
    await stack.start({ SETTLE_SECONDS: '0' }, ['--memory'])
    await stack.clients.control('DELETE', 'statistics')
    const fillsMs: number[] = []
    for (let fill = 1; fill <= fills; fill++) {
      const keys = Array.from({ length: objects }, (_, index) => `shoot ${fill}/${index}.jpg`)
      fillsMs.push(await fillOnce(stack, keys, { faults, stored: fill * objects }))
    }
    const { operations } = await stack.statistics()
    const { deadLetters } = await stack.clients.depths()
    return {
      fillsMs,
      adminCalls: operations.admin?.received ?? 0,
      refusedUploads: operations.upload?.refused ?? 0,
      deadLetters,
    }
  } finally {
    await stack.remove()
  }
}

/** How long it takes, in ms, until so many are stored in all. */
async function fillOnce(
  stack: TestStack,
  keys: readonly string[],
  { faults, stored }: { readonly faults: object; readonly stored: number },
): Promise<number> {
  await stack.pause()
  await pMap(keys, (key) => stack.put(key, jpeg(key.padEnd(10_000))), { concurrency: 20 })
  await stack.clients.control('POST', 'faults', faults)
  const startMs = performance.now()
  await stack.resume()
  for (let left = await leftOf(stack, stored); left > 0; left = await leftOf(stack, stored)) {
    if (performance.now() - startMs > WITHIN_MS) throw new Error(`expected a fill within ten minutes, ${left} are left`)
    await sleep(Math.min(POLL_MS_MOST, Math.max(POLL_MS_LEAST, left * OBJECT_MS)))
  }
  return performance.now() - startMs
}

/** How many are left to be stored or recorded. It counts what the stand-in has stored: to ask it for its assets would take its time. */
async function leftOf(stack: TestStack, objects: number): Promise<number> {
  const { operations } = await stack.statistics()
  const left = objects - (operations.upload?.succeeded ?? 0)
  return left > 0 ? left : (await stack.clients.depths()).queue
}
