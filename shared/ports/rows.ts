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
  /** Rows that an index knows, in its order, as a hint that may lag. */
  find(search: IndexSearch): Promise<readonly IndexedRow[]>
  /** Rows of a partition after a sort key, in UTF-8 byte order; only those whose sort key begins with the prefix. */
  list(partition: string, after: string | undefined, most: number, prefix?: string): Promise<Page<Row>>
}

/** Partition and sort key. */
export interface RowId {
  readonly partition: string
  readonly sort: string
}

/**
 * Where to look in an index: `content` has the rows of a value in the order of their sort keys, `identity` in that of their ranks,
 * `trouble` in that of what is due first.
 */
export interface IndexSearch {
  readonly index: 'content' | 'identity' | 'trouble'
  readonly value: string
  /** From this place on; without it from the beginning. */
  readonly from?: string
  /** False: from the last one before that place, backwards. */
  readonly isForward?: boolean
  readonly most: number
}

/** A row as an index knows it. */
export interface IndexedRow extends RowId {
  readonly rank?: string | undefined
  readonly due?: string | undefined
}

export interface Row extends RowId {
  readonly revision: string
  /** What the indexes find the row by. Rows of before have no identity. */
  readonly content?: string
  readonly identity?: string
  readonly rank?: string
  readonly trouble?: string
  readonly due?: string
  /** Plain data, parsed by its readers. */
  readonly body: Readonly<Record<string, unknown>>
}
