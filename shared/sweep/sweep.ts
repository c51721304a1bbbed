import { writeMessage } from '../event/write-message.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Source } from '../observe/source.ts'
import type { Queue } from '../queue.ts'
import type { Rules } from '../rules/rules.ts'
import type { Clock } from '../work.ts'
import type { Cursor } from './cursor.ts'
import { comparePages } from './differences.ts'

/** What a sweep reaches of the outside world. */
export interface SweepWork {
  readonly bucket: string
  readonly source: Pick<Source, 'list'>
  readonly ledger: Ledger
  readonly queue: Queue
  readonly clock: Clock
  readonly rules: Rules
  readonly cursor: Cursor
  /** When to stop and leave the rest to the next call (Unix milliseconds). */
  readonly deadlineMs: number
}

export interface SweepResult {
  readonly differences: number
  /** False where time ran out: the next call goes on from the cursor. */
  readonly complete: boolean
}

const PAGE_KEYS = 1000

/** Compares the source with the ledger, page by page, and queues a change for each difference. */
export async function sweep(work: SweepWork): Promise<SweepResult> {
  let after = await work.cursor.read()
  let differences = 0
  while (work.clock.nowMs() < work.deadlineMs) {
    const [objects, entries] = await Promise.all([
      work.source.list(after, PAGE_KEYS),
      work.ledger.list(after, PAGE_KEYS),
    ])
    const page = comparePages(objects, entries, work.rules)
    const atMs = work.clock.nowMs()
    const bodies = page.differences.map(({ key }) => writeMessage({ bucket: work.bucket, key, source: 'sweep', atMs }))
    await work.queue.send(bodies)
    differences += page.differences.length
    after = page.last
    // Only after the changes are queued: a crash in between queues them twice, which is harmless.
    await work.cursor.write(after)
    if (after === undefined) return { differences, complete: true }
  }
  return { differences, complete: false }
}
