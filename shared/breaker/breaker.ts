import { StateRow } from '../ledger/state-row.ts'
import type { Breaker, Gate, Probe, Stop, Suspect, SuspiciousFailure } from '../ports/breaker.ts'
import type { Clock } from '../ports/clock.ts'
import type { RowStore } from '../ports/rows.ts'
import { breakerSchema } from './schema.ts'
import {
  type BreakerState,
  closedBreaker,
  noteAnswer,
  noteFailure,
  noteProbe,
  noteServed,
  stopOf,
  troubleStop,
} from './state.ts'

/** The switch that all workers of a bucket obey: open while the stage is in trouble, or paused by an operator. */
export class LedgerBreaker implements Breaker {
  readonly #row: StateRow<BreakerState>
  readonly #clock: Clock

  constructor(rows: RowStore, bucket: string, clock: Clock) {
    const id = { partition: `breaker#${bucket}`, sort: 'breaker' }
    this.#row = new StateRow(rows, { id, schema: breakerSchema, initial: closedBreaker }, clock.unique)
    this.#clock = clock
  }

  state(): Promise<BreakerState> {
    return this.#row.read()
  }

  async gate(): Promise<Gate> {
    const state = await this.#row.read()
    return { stop: stopOf(state), isDoubtful: state.suspicions.length > 0, troubleEndedMs: state.endedMs }
  }

  async judge(failure: SuspiciousFailure, probe: Probe): Promise<Stop | undefined> {
    const noted = await this.#row.change((before) => {
      const { state, verdict } = noteFailure(before, failure, this.#clock.nowMs())
      return { state, answer: { state, verdict } }
    })
    if (noted.verdict === 'key') return undefined
    const { trouble } = noted.verdict === 'stage' ? noted.state : await this.#ask(failure, probe)
    return trouble && troubleStop(trouble)
  }

  async noteServed(): Promise<void> {
    await this.#change(noteServed)
  }

  /** Notes what was found when the suspects of a state were asked. Resolves with what the state is then. */
  noteAnswer(asked: BreakerState, found: Suspect | undefined): Promise<BreakerState> {
    return this.#change((state) => noteAnswer(state, asked, found, this.#clock.nowMs()))
  }

  /** Sends nothing from now on, until `resume`. One that is paused stays so, with the reason that was given first. */
  pause(reason: string): Promise<BreakerState> {
    return this.#change((state) =>
      state.paused ? state : { ...state, paused: { sinceMs: this.#clock.nowMs(), reason } },
    )
  }

  /** Lets changes be sent again, unless the stage is in trouble. */
  resume(): Promise<BreakerState> {
    return this.#change((state) => {
      if (!state.paused) return state
      const { paused: _, ...rest } = state
      return rest
    })
  }

  async #ask({ scope, code, reason }: SuspiciousFailure, probe: Probe): Promise<BreakerState> {
    const suspect = { scope, code, reason }
    const found = await probe(suspect)
    return this.#change((state) => noteProbe(state, suspect, found, this.#clock.nowMs()))
  }

  #change(decide: (state: BreakerState) => BreakerState): Promise<BreakerState> {
    return this.#row.change((before) => {
      const state = decide(before)
      return { state, answer: state }
    })
  }
}
