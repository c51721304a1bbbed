import { z } from 'zod'
import { TransientError } from '../errors.ts'
import { writeMessage } from '../event/write-message.ts'
import { type Ledger, writeOnce } from '../ledger/ledger.ts'
import type { RowStore } from '../ledger/row-store.ts'
import type { Queue } from '../queue.ts'
import type { Clock } from '../work.ts'
import { admitDeletion, freshGuard, type GuardLimits, type GuardState, releaseGuard } from './admission.ts'

const stateSchema = z.object({
  sinceMs: z.number(),
  count: z.number(),
  allowance: z.number(),
  trippedMs: z.number().exactOptional(),
})

const TRIES_MAX = 20
const PAGE_ENTRIES = 1000

/** Stops deletions when there are too many at once: a bucket that was wiped must not wipe the account. */
export class DeletionGuard {
  readonly #rows: RowStore
  readonly #bucket: string
  readonly #clock: Clock
  readonly #limits: GuardLimits

  constructor(rows: RowStore, bucket: string, clock: Clock, limits: GuardLimits) {
    this.#rows = rows
    this.#bucket = bucket
    this.#clock = clock
    this.#limits = limits
  }

  /** Asks leave for one deletion. */
  async admit(): Promise<boolean> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const { state, revision } = await this.#read()
      const decision = admitDeletion(state, this.#clock.nowMs(), this.#limits)
      if (decision.state === state || (await this.#write(decision.state, revision))) return decision.isAdmitted
    }
    throw new TransientError('guard-busy', 'too many workers ask for leave to delete at once', { kind: 'waiting' })
  }

  async state(): Promise<GuardState> {
    return (await this.#read()).state
  }

  /** Lets what was withheld through: allows as many deletions, and queues a change for each. Returns how many. */
  async release(ledger: Ledger, queue: Queue): Promise<number> {
    const withheld = await listWithheld(ledger)
    const { revision } = await this.#read()
    const atMs = this.#clock.nowMs()
    if (!(await this.#write(releaseGuard(atMs, withheld.length), revision))) return this.release(ledger, queue)
    await queue.send(withheld.map((key) => writeMessage({ bucket: this.#bucket, key, source: 'guard', atMs })))
    return withheld.length
  }

  async #read(): Promise<{ state: GuardState; revision: string | undefined }> {
    const row = await this.#rows.read(this.#id)
    return { state: row ? stateSchema.parse(row.body) : freshGuard, revision: row?.revision }
  }

  #write(state: GuardState, expected: string | undefined): Promise<boolean> {
    const row = { ...this.#id, revision: this.#clock.unique(), body: { schema: 1, ...state } }
    return writeOnce(this.#rows, row, expected)
  }

  get #id() {
    return { partition: `guard#${this.#bucket}`, sort: 'guard' }
  }
}

/** The keys whose deletion was withheld. */
export async function listWithheld(ledger: Ledger): Promise<string[]> {
  const keys: string[] = []
  for (let after: string | undefined; ; ) {
    const { items, isLast } = await ledger.list(after, PAGE_ENTRIES)
    keys.push(...items.filter(({ withheldMs }) => withheldMs !== undefined).map(({ key }) => key))
    after = items.at(-1)?.key
    if (isLast || after === undefined) return keys
  }
}
