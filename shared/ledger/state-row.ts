import type * as z from 'zod'
import { TransientError } from '../model/errors.ts'
import type { NumberChange, RowId, RowStore } from '../ports/rows.ts'
import { amendOnce, writeOnce } from './ledger.ts'

const TRIES_MAX = 20

/** What a change of a state decides: the state that follows (the same one where nothing changes), and an answer. */
export interface Decision<State, Answer> {
  readonly state: State
  readonly answer: Answer
  /**
   * The same change, to be made of whatever the row says by now that meets its conditions: the decision would be the same. Without it the row
   * is written only if it is still what was read.
   */
  readonly amendment?: NumberChange
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
      if (await this.#record(decision, revision)) return decision.answer
    }
    throw new TransientError('row-busy', `too many workers change ${this.#id.sort} at once`, { kind: 'waiting' })
  }

  /** Many who amend do not fail each other. A row that is not there has no numbers. */
  #record({ state, amendment }: Decision<State, unknown>, revision: string | undefined): Promise<boolean> {
    const next = { ...this.#id, revision: this.#nextRevision() }
    if (amendment && revision !== undefined) return amendOnce(this.#rows, { ...next, ...amendment })
    return writeOnce(this.#rows, { ...next, body: { schema: 1, ...state } }, revision)
  }

  async #read(): Promise<{ state: State; revision: string | undefined }> {
    const row = await this.#rows.read(this.#id)
    return { state: row ? this.#schema.parse(row.body) : this.#initial, revision: row?.revision }
  }
}
