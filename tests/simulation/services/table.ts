import type { Row, RowId } from '../../../shared/ports/rows.ts'

export type TableRequest =
  | { readonly kind: 'read'; readonly id: RowId }
  | { readonly kind: 'write'; readonly row: Row; readonly expected: string | undefined }
  | { readonly kind: 'remove'; readonly id: RowId; readonly expected: string }

interface Indexed {
  readonly id: RowId
  readonly content: string | undefined
  readonly atMs: number
}

/** DynamoDB in memory: one table with conditional writes, and an index that may lag. */
export class Table {
  readonly rows = new Map<string, Row>()
  #history: Indexed[] = []

  apply(nowMs: number, request: TableRequest): { response: { row?: Row; done: boolean }; changes: readonly never[] } {
    if (request.kind === 'read') {
      const row = this.rows.get(nameOf(request.id))
      return { response: row ? { row, done: true } : { done: true }, changes: [] }
    }
    const id = request.kind === 'write' ? request.row : request.id
    const done = this.rows.get(nameOf(id))?.revision === request.expected
    if (done && request.kind === 'write') this.rows.set(nameOf(id), structuredClone(request.row))
    if (done && request.kind === 'remove') this.rows.delete(nameOf(id))
    const content = request.kind === 'write' ? request.row.content : undefined
    if (done) this.#history.push({ id: { partition: id.partition, sort: id.sort }, content, atMs: nowMs })
    return { response: { done }, changes: [] }
  }

  /** Rows of this content as the index knew them at a time. */
  findByContent(content: string, asOfMs: number, most: number): readonly RowId[] {
    const latest = new Map<string, Indexed>()
    for (const entry of this.#history) if (entry.atMs <= asOfMs) latest.set(nameOf(entry.id), entry)
    if (this.#history.length > 2000)
      this.#history = [...latest.values(), ...this.#history.filter((entry) => entry.atMs > asOfMs)]
    return [...latest.values()]
      .filter((entry) => entry.content === content)
      .slice(0, most)
      .map((entry) => entry.id)
  }

  partition(partition: string): readonly Row[] {
    const rows = [...this.rows.values()].filter((row) => row.partition === partition)
    return rows.sort((a, b) => Buffer.compare(Buffer.from(a.sort), Buffer.from(b.sort)))
  }
}

/** The name of a row in the map. */
export function nameOf({ partition, sort }: RowId): string {
  return `${partition}\u0000${sort}`
}
