import { z } from 'zod'
import { writeMessage } from '../event/write-message.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { StateRow } from '../ledger/state-row.ts'
import type { Clock } from '../ports/clock.ts'
import type { Guard } from '../ports/guard.ts'
import type { Queue } from '../ports/queue.ts'
import type { RowStore } from '../ports/rows.ts'
import { admitDeletion, freshGuard, type GuardLimits, type GuardState, releaseGuard } from './admission.ts'

const stateSchema = z.object({
  sinceMs: z.number(),
  count: z.number(),
  allowance: z.number(),
  trippedMs: z.number().exactOptional(),
})

const PAGE_ENTRIES = 1000

/** Stops deletions when there are too many at once: a bucket that was wiped must not wipe the account. */
export class DeletionGuard implements Guard {
  readonly #row: StateRow<GuardState>
  readonly #bucket: string
  readonly #clock: Clock
  readonly #limits: GuardLimits

  constructor(rows: RowStore, bucket: string, clock: Clock, limits: GuardLimits) {
    const id = { partition: `guard#${bucket}`, sort: 'guard' }
    this.#row = new StateRow(rows, { id, schema: stateSchema, initial: freshGuard }, clock.unique)
    this.#bucket = bucket
    this.#clock = clock
    this.#limits = limits
  }

  admit(wasWithheld: boolean): Promise<boolean> {
    return this.#row.change((before) => {
      const { state, isAdmitted } = admitDeletion(before, { nowMs: this.#clock.nowMs(), wasWithheld }, this.#limits)
      return { state, answer: isAdmitted }
    })
  }

  async isTripped(): Promise<boolean> {
    return (await this.#row.read()).trippedMs !== undefined
  }

  state(): Promise<GuardState> {
    return this.#row.read()
  }

  /** Lets what was withheld through: allows as many deletions, and queues a change for each. Returns how many. */
  async release(ledger: Ledger, queue: Queue): Promise<number> {
    const withheld = await listWithheld(ledger)
    const atMs = this.#clock.nowMs()
    await this.#row.change(() => ({ state: releaseGuard(atMs, withheld.length), answer: undefined }))
    await queue.send(withheld.map((key) => writeMessage({ bucket: this.#bucket, key, source: 'guard', atMs })))
    return withheld.length
  }
}

/** The keys whose deletion was withheld. */
export async function listWithheld(ledger: Ledger): Promise<string[]> {
  const keys: string[] = []
  for (let after: string | undefined; ; ) {
    const { items, isLast, last } = await ledger.list(after, PAGE_ENTRIES)
    keys.push(...items.filter(({ deletion }) => deletion?.state === 'withheld').map(({ key }) => key))
    after = last
    if (isLast || after === undefined) return keys
  }
}
