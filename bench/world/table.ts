import { compareKeys } from '../../shared/model/key-order.ts'
import type { Amendment, IndexedRow, IndexSearch, Row, RowId } from '../../shared/ports/rows.ts'
import { amendedBy, nameOf, Table, type TableRequest } from '../../tests/simulation/services/table.ts'

/** What DynamoDB counts. A unit of a write is a KB, each index that it changes another; one of a strong read is 4 KB. */
export interface TableUnits {
  reads: number
  writes: number
  indexWrites: number
}

/** By which attributes each index finds and orders rows. */
const INDEXES = {
  content: { find: 'content', order: 'sort' },
  identity: { find: 'identity', order: 'rank' },
  trouble: { find: 'trouble', order: 'due' },
} as const

/** The table in memory for many rows: an index is asked for a value, and not row by row. Its indexes do not lag. */
export class IndexedTable extends Table {
  readonly units: TableUnits = { reads: 0, writes: 0, indexWrites: 0 }
  readonly #indexes = new Map<string, Map<string, Row>>()

  override apply(_nowMs: number, request: TableRequest): ReturnType<Table['apply']> {
    if (request.kind === 'amend') return this.#amend(request.amendment)
    const name = nameOf(request.kind === 'write' ? request.row : request.id)
    const before = this.rows.get(name)
    if (request.kind === 'read') {
      this.units.reads += unitsOf(before, 4096)
      return { response: before ? { row: before, done: true } : { done: true }, changes: [] }
    }
    const after = request.kind === 'write' ? request.row : undefined
    this.units.writes += Math.max(unitsOf(before, 1024), unitsOf(after, 1024))
    if (before?.revision !== request.expected) return { response: { done: false }, changes: [] }
    if (after) this.rows.set(name, after)
    else this.rows.delete(name)
    this.#index(name, before, after)
    return { response: { done: true }, changes: [] }
  }

  /** No index knows of numbers in the body. */
  #amend(amendment: Amendment): ReturnType<Table['apply']> {
    const before = this.rows.get(nameOf(amendment))
    const after = amendedBy(before, amendment)
    this.units.writes += Math.max(unitsOf(before, 1024), unitsOf(after, 1024))
    if (after) this.rows.set(nameOf(after), after)
    return { response: { done: after !== undefined }, changes: [] }
  }

  override find({ index, value, from, isForward = true, most }: IndexSearch): readonly IndexedRow[] {
    const { order } = INDEXES[index]
    const placeOf = (row: Row) => row[order] ?? ''
    const isMeant = (row: Row) => from === undefined || compareKeys(placeOf(row), from) >= 0 === isForward
    const rows = [...(this.#indexes.get(`${index} ${value}`)?.values() ?? [])].filter(isMeant)
    rows.sort((a, b) => compareKeys(placeOf(a), placeOf(b)))
    this.units.reads += 0.5
    const inOrder = isForward ? rows : rows.reverse()
    return inOrder.slice(0, most).map(({ partition, sort, rank, due }) => ({ partition, sort, rank, due }))
  }

  #index(name: string, before: Row | undefined, after: Row | undefined): void {
    for (const [index, { find, order }] of Object.entries(INDEXES)) {
      const places = [before, after].map((row) => row?.[find] && { value: row[find], place: row[order] })
      const [old, now] = places
      // An entry whose key stays is not written; one whose key changes is deleted and written.
      if (old && now && old.value === now.value && old.place === now.place) {
        if (after) this.#rowsOf(index, now.value).set(name, after)
        continue
      }
      this.units.indexWrites += (old ? 1 : 0) + (now ? 1 : 0)
      if (old) this.#rowsOf(index, old.value).delete(name)
      if (now && after) this.#rowsOf(index, now.value).set(name, after)
    }
  }

  #rowsOf(index: string, value: string): Map<string, Row> {
    const name = `${index} ${value}`
    const rows = this.#indexes.get(name) ?? new Map<string, Row>()
    this.#indexes.set(name, rows)
    return rows
  }
}

/** The units of a row, whose size is about that of its text. */
export function unitsOf(row: (RowId & Partial<Row>) | undefined, unitBytes: number): number {
  return row ? Math.max(1, Math.ceil(JSON.stringify(row).length / unitBytes)) : 1
}
