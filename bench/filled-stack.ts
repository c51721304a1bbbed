import pMap from 'p-map'
import { jpeg } from '../tests/local/pictures.ts'
import { TestStack } from '../tests/local/test-stack.ts'
import { eventually } from '../tests/support/eventually.ts'

/** What a stack does at once as it is deployed: workers, times changes in each. */
const IN_FLIGHT = 10
/** What came of filling a local stack. */
export interface FilledStack {
  readonly ms: number
  readonly inFlight: number
  readonly adminCalls: number
  readonly refusedUploads: number
  readonly deadLetters: number
}

/**
 * Puts objects of 10 kB into a local stack that stands still, then lets it go on, and waits until all are mirrored. The stand-in has the
 * faults that are given.
 */
export async function filledStack({
  objects,
  faults,
}: {
  readonly objects: number
  readonly faults: object
}): Promise<FilledStack> {
  const stack = new TestStack()
  try {
    await stack.start({ SETTLE_SECONDS: '0' }, ['--memory'])
    await stack.pause()
    const keys = Array.from({ length: objects }, (_, index) => `shoot/${index}.jpg`)
    await pMap(keys, (key) => stack.put(key, jpeg(key.padEnd(10_000))), { concurrency: 20 })
    await stack.clients.control('POST', 'faults', faults)
    await stack.clients.control('DELETE', 'statistics')
    const startMs = performance.now()
    await stack.resume()
    await eventually('all objects to be mirrored', () => isFilled(stack, objects), 600_000)
    const ms = performance.now() - startMs
    const { operations } = await stack.statistics()
    const { deadLetters } = await stack.clients.depths()
    return {
      ms,
      inFlight: IN_FLIGHT,
      adminCalls: operations.admin?.received ?? 0,
      refusedUploads: operations.upload?.refused ?? 0,
      deadLetters,
    }
  } finally {
    await stack.remove()
  }
}

/** Counts what the stand-in has stored: to ask it for its assets would take its time. */
async function isFilled(stack: TestStack, objects: number): Promise<void> {
  const { operations } = await stack.statistics()
  const stored = operations.upload?.succeeded ?? 0
  if (stored < objects) throw new Error(`${stored} of ${objects} are stored`)
  const { queue } = await stack.clients.depths()
  if (queue > 0) throw new Error(`${queue} changes are left`)
}
