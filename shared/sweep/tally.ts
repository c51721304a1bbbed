import type { Difference, DifferenceReason } from './difference.ts'

/** What came of a sweep. */
export interface SweepResult {
  /** Keys that were compared. */
  readonly compared: number
  readonly differences: number
  /** Changes that were queued. */
  readonly queued: number
  /** Keys that were left out, because their entries cannot be read. */
  readonly unreadable: number
  /** How many differences there were for each reason. */
  readonly reasons: Readonly<Partial<Record<DifferenceReason, number>>>
  /** False where it was not to go on: the next one does. */
  readonly complete: boolean
}

/** Counts what a sweep finds. */
export class Tally {
  #compared = 0
  #differences = 0
  #queued = 0
  #unreadable = 0
  readonly #reasons: Partial<Record<DifferenceReason, number>> = {}

  add(
    page: {
      readonly differences: readonly Difference[]
      readonly compared?: number
      readonly unreadable?: readonly string[]
    },
    queued = 0,
  ): void {
    this.#compared += page.compared ?? 0
    this.#differences += page.differences.length
    this.#queued += queued
    this.#unreadable += page.unreadable?.length ?? 0
    for (const { reason } of page.differences) this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1
  }

  result(complete: boolean): SweepResult {
    const counts = {
      compared: this.#compared,
      differences: this.#differences,
      queued: this.#queued,
      unreadable: this.#unreadable,
    }
    return { ...counts, reasons: { ...this.#reasons }, complete }
  }
}
