import type { Page } from './page.ts'

/**
 * The one table, as the ledger sees it: rows with a unique revision, written only on condition of the revision that was
 * read. A writer has seen all that it overwrites, so that every write is fenced by the same condition. Where many change numbers
 * of one row they amend it, each on condition of what its decision depends on, and of nothing else.
 */
export interface RowStore {
  /** Reads a row, strongly consistent. */
  read(id: RowId): Promise<Row | undefined>
  /** Writes the row if its present revision is `expected` (undefined: if there is no row). False: it is not. */
  write(row: Row, expected: string | undefined): Promise<boolean>
  /**
   * Changes numbers in the body of a row. False: what the amendment depends on does not hold, there is no row, or the row has that very
   * revision already, so that it is not made twice in a row. One whose answer was lost may be made again after another's.
   */
  amend(amendment: Amendment): Promise<boolean>
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

/** A change of numbers in a row's body, each by its name, and what it depends on. */
export interface NumberChange {
  /** By how much they grow: they are there. */
  readonly add?: Readonly<Record<string, number>>
  /** What they become. */
  readonly set?: Readonly<Record<string, number>>
  /** What they have to be; undefined: not there. */
  readonly same?: Readonly<Record<string, number | undefined>>
  /** What they have to be below. */
  readonly below?: Readonly<Record<string, number>>
}

/** A change of numbers in one row, which gets a new revision with it: writes are fenced by it as by any other. */
export interface Amendment extends RowId, NumberChange {
  readonly revision: string
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
