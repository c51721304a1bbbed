import { z } from 'zod'
import { StateRow } from '../ledger/state-row.ts'
import type { Breaker, Gate } from '../ports/breaker.ts'
import type { Clock } from '../ports/clock.ts'
import type { RowStore } from '../ports/rows.ts'
import { type BreakerState, closedBreaker, noteProbe, noteServed, noteUnavailable, stopOf } from './state.ts'

const stateSchema = z.object({
  failing: z.array(z.string()),
  failures: z.number(),
  open: z
    .object({ sinceMs: z.number(), reason: z.string(), probeAtMs: z.number(), intervalMs: z.number() })
    .exactOptional(),
  trial: z.object({ sinceMs: z.number(), intervalMs: z.number() }).exactOptional(),
  paused: z.object({ sinceMs: z.number(), reason: z.string() }).exactOptional(),
})

/** The switch that all workers of a bucket obey: open while Cloudinary is unavailable, or paused by an operator. */
export class LedgerBreaker implements Breaker {
  readonly #row: StateRow<BreakerState>
  readonly #clock: Clock

  constructor(rows: RowStore, bucket: string, clock: Clock) {
    const id = { partition: `breaker#${bucket}`, sort: 'breaker' }
    this.#row = new StateRow(rows, { id, schema: stateSchema, initial: closedBreaker }, clock.unique)
    this.#clock = clock
  }

  state(): Promise<BreakerState> {
    return this.#row.read()
  }

  async gate(): Promise<Gate> {
    const state = await this.#row.read()
    return { stop: stopOf(state), isDoubtful: state.failures > 0 || state.trial !== undefined }
  }

  noteUnavailable(key: string, reason: string): Promise<boolean> {
    return this.#row.change((before) => {
      const state = noteUnavailable(before, { key, reason, nowMs: this.#clock.nowMs() })
      return { state, answer: state.open !== undefined }
    })
  }

  async noteServed(): Promise<void> {
    await this.#change(noteServed)
  }

  /** Notes whether Cloudinary has answered a probe. Resolves with what the state is then. */
  noteProbe(answered: { readonly isServing: boolean; readonly reason: string }): Promise<BreakerState> {
    return this.#change((state) => noteProbe(state, answered, this.#clock.nowMs()))
  }

  /** Sends nothing from now on, until `resume`. One that is paused stays so, with the reason that was given first. */
  pause(reason: string): Promise<BreakerState> {
    return this.#change((state) =>
      state.paused ? state : { ...state, paused: { sinceMs: this.#clock.nowMs(), reason } },
    )
  }

  /** Lets changes be sent again, unless Cloudinary does not answer. */
  resume(): Promise<BreakerState> {
    return this.#change((state) => {
      if (!state.paused) return state
      const { paused: _, ...rest } = state
      return rest
    })
  }

  #change(decide: (state: BreakerState) => BreakerState): Promise<BreakerState> {
    return this.#row.change((before) => {
      const state = decide(before)
      return { state, answer: state }
    })
  }
}
