import * as z from 'zod'
import { StateRow } from '../ledger/state-row.ts'
import type { Clock } from '../ports/clock.ts'
import type { Guard } from '../ports/guard.ts'
import type { RowStore } from '../ports/rows.ts'
import { admitDeletion, freshGuard, type GuardLimits, type GuardState, reopenGuard, withMirrored } from './admission.ts'

const stateSchema = z.object({
  sinceMs: z.number(),
  count: z.number(),
  mirrored: z.number().exactOptional(),
  trippedMs: z.number().exactOptional(),
})

/** Stops deletions when there are too many at once: a bucket that was wiped must not wipe the account. */
export class DeletionGuard implements Guard {
  readonly #row: StateRow<GuardState>
  readonly #clock: Clock
  readonly #limits: GuardLimits

  constructor(rows: RowStore, bucket: string, clock: Clock, limits: GuardLimits) {
    this.#row = rowOf(rows, bucket, clock)
    this.#clock = clock
    this.#limits = limits
  }

  /**
   * Counts one deletion, if there are not too many. An answer of the table that was lost may count it once more, which errs on the safe side:
   * never is one let through that is not counted.
   */
  admit(): Promise<boolean> {
    return this.#row.change((before) => {
      const { isAdmitted, ...decision } = admitDeletion(before, this.#clock.nowMs(), this.#limits)
      return { ...decision, answer: isAdmitted }
    })
  }

  state(): Promise<GuardState> {
    return this.#row.read()
  }

  /** Lets deletions through again that it has not been asked about yet. What is withheld stays so until it is released. */
  async reopen(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    await this.#row.change((state) => ({ state: reopenGuard(state, nowMs), answer: undefined }))
  }
}

/** Tells the guard of a bucket how many keys have an asset, by which it may set its limit. */
export async function noteMirrored(rows: RowStore, bucket: string, clock: Clock, mirrored: number): Promise<void> {
  await rowOf(rows, bucket, clock).change((state) => ({ ...withMirrored(state, mirrored), answer: undefined }))
}

function rowOf(rows: RowStore, bucket: string, clock: Clock): StateRow<GuardState> {
  const id = { partition: `guard#${bucket}`, sort: 'guard' }
  return new StateRow(rows, { id, schema: stateSchema, initial: freshGuard }, clock.unique)
}
