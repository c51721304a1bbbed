import type { Page } from './page.ts'

/**
 * The one table, as the ledger sees it: rows with a unique revision, written only on condition of the revision that was
 * read. A writer has seen all that it overwrites, so that every write is fenced by the same condition.
 */
export interface RowStore {
  /** Reads a row, strongly consistent. */
  read(id: RowId): Promise<Row | undefined>
  /** Writes the row if its present revision is `expected` (undefined: if there is no row). False: it is not. */
  write(row: Row, expected: string | undefined): Promise<boolean>
  /** Removes the row if its present revision is `expected`. False: it is not. */
  remove(id: RowId, expected: string): Promise<boolean>
  /** Sort keys of rows of this content, as a hint that may lag. */
  findByContent(content: string, most: number): Promise<readonly RowId[]>
  /** Rows of a partition after a sort key, in UTF-8 byte order; only those whose sort key begins with the prefix. */
  list(partition: string, after: string | undefined, most: number, prefix?: string): Promise<Page<Row>>
}

/** Partition and sort key. */
export interface RowId {
  readonly partition: string
  readonly sort: string
}

export interface Row extends RowId {
  readonly revision: string
  /** What the index by content finds the row by. */
  readonly content?: string
  /** Plain data, parsed by its readers. */
  readonly body: Readonly<Record<string, unknown>>
}
