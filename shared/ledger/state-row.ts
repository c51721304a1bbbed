import type * as z from 'zod'
import { TransientError } from '../model/errors.ts'
import type { RowId, RowStore } from '../ports/rows.ts'
import { writeOnce } from './ledger.ts'

const TRIES_MAX = 20

/** What a change of a state decides: the state that follows (the same one where nothing changes), and an answer. */
export interface Decision<State, Answer> {
  readonly state: State
  readonly answer: Answer
}

/** One row of the table that all workers share, read and changed as a whole. */
export class StateRow<State extends object> {
  readonly #rows: RowStore
  readonly #id: RowId
  readonly #schema: z.ZodType<State>
  readonly #initial: State
  readonly #nextRevision: () => string

  constructor(
    rows: RowStore,
    row: { readonly id: RowId; readonly schema: z.ZodType<State>; readonly initial: State },
    nextRevision: () => string,
  ) {
    this.#rows = rows
    this.#id = row.id
    this.#schema = row.schema
    this.#initial = row.initial
    this.#nextRevision = nextRevision
  }

  async read(): Promise<State> {
    return (await this.#read()).state
  }

  /** Decides on what the row says and writes what follows; decides again where another worker was faster. */
  async change<Answer>(decide: (state: State) => Decision<State, Answer>): Promise<Answer> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const { state, revision } = await this.#read()
      const decision = decide(state)
      if (decision.state === state) return decision.answer
      const row = { ...this.#id, revision: this.#nextRevision(), body: { schema: 1, ...decision.state } }
      if (await writeOnce(this.#rows, row, revision)) return decision.answer
    }
    throw new TransientError('row-busy', `too many workers change ${this.#id.sort} at once`, { kind: 'waiting' })
  }

  async #read(): Promise<{ state: State; revision: string | undefined }> {
    const row = await this.#rows.read(this.#id)
    return { state: row ? this.#schema.parse(row.body) : this.#initial, revision: row?.revision }
  }
}
