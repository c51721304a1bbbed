import { compareKeys } from '../../../shared/model/key-order.ts'
import type { Amendment, IndexedRow, IndexSearch, Row, RowId } from '../../../shared/ports/rows.ts'

export type TableRequest =
  | { readonly kind: 'read'; readonly id: RowId }
  | { readonly kind: 'write'; readonly row: Row; readonly expected: string | undefined }
  | { readonly kind: 'amend'; readonly amendment: Amendment }
  | { readonly kind: 'remove'; readonly id: RowId; readonly expected: string }

interface Indexed extends Pick<Row, 'content' | 'identity' | 'rank' | 'trouble' | 'due'> {
  readonly id: RowId
  readonly atMs: number
}

/** What orders the rows of an index. */
const PLACES: Readonly<Record<IndexSearch['index'], (entry: Indexed) => string | undefined>> = {
  content: ({ id }) => id.sort,
  identity: ({ rank }) => rank,
  trouble: ({ due }) => due,
}

/** DynamoDB in memory: one table with conditional writes, and indexes that may lag. */
export class Table {
  readonly rows = new Map<string, Row>()
  #history: Indexed[] = []

  apply(nowMs: number, request: TableRequest): { response: { row?: Row; done: boolean }; changes: readonly never[] } {
    if (request.kind === 'read') {
      const row = this.rows.get(nameOf(request.id))
      return { response: row ? { row, done: true } : { done: true }, changes: [] }
    }
    if (request.kind === 'amend') {
      const row = amendedBy(this.rows.get(nameOf(request.amendment)), request.amendment)
      // What the indexes know stays as it was.
      if (row) this.rows.set(nameOf(row), row)
      return { response: { done: row !== undefined }, changes: [] }
    }
    const id = request.kind === 'write' ? request.row : request.id
    const done = this.rows.get(nameOf(id))?.revision === request.expected
    if (done && request.kind === 'write') this.rows.set(nameOf(id), request.row)
    if (done && request.kind === 'remove') this.rows.delete(nameOf(id))
    if (done) this.#note(nowMs, id, request.kind === 'write' ? request.row : {})
    return { response: { done }, changes: [] }
  }

  /** Rows as an index knew them at a time. */
  find({ index, value, from, isForward = true, most }: IndexSearch, asOfMs: number): readonly IndexedRow[] {
    const latest = new Map<string, Indexed>()
    for (const entry of this.#history) if (entry.atMs <= asOfMs) latest.set(nameOf(entry.id), entry)
    if (this.#history.length > 500)
      this.#history = [...latest.values(), ...this.#history.filter((entry) => entry.atMs > asOfMs)]
    const placeOf = (entry: Indexed) => PLACES[index](entry) ?? ''
    const isMeant = (entry: Indexed) => {
      if (entry[index] !== value) return false
      return from === undefined || compareKeys(placeOf(entry), from) >= 0 === isForward
    }
    const found = [...latest.values()].filter(isMeant).sort((a, b) => compareKeys(placeOf(a), placeOf(b)))
    const inOrder = isForward ? found : found.reverse()
    // They project their keys only.
    return inOrder.slice(0, most).map(({ id, rank, due }) => {
      if (index === 'content') return id
      return index === 'identity' ? { ...id, rank } : { ...id, due }
    })
  }

  #note(atMs: number, { partition, sort }: RowId, { content, identity, rank, trouble, due }: Partial<Row>): void {
    const found = { ...(content && { content }), ...(identity && { identity }), ...(rank && { rank }) }
    const keys = { ...found, ...(trouble && due && { trouble, due }) }
    this.#history.push({ id: { partition, sort }, atMs, ...keys })
  }

  partition(partition: string): readonly Row[] {
    const rows = [...this.rows.values()].filter((row) => row.partition === partition)
    return rows.sort((a, b) => Buffer.compare(Buffer.from(a.sort), Buffer.from(b.sort)))
  }
}

/** The row with other numbers; undefined where what they depend on does not hold. */
export function amendedBy(row: Row | undefined, { revision, ...amendment }: Amendment): Row | undefined {
  const { add = {}, set = {}, same = {}, below = {} } = amendment
  if (!row || row.revision === revision) return undefined
  const { body } = row
  if (Object.entries(same).some(([name, number]) => body[name] !== number)) return undefined
  if (Object.entries(below).some(([name, most]) => !(numberOf(body[name]) < most))) return undefined
  const grown = Object.entries(add).map(([name, more]) => [name, numberOf(body[name]) + more] as const)
  return { ...row, revision, body: { ...body, ...Object.fromEntries(grown), ...set } }
}

/** Not a number for what is none: it is below nothing. */
function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

/** The name of a row in the map. */
export function nameOf({ partition, sort }: RowId): string {
  return `${partition}\u0000${sort}`
}
