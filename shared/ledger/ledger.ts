import * as z from 'zod'
import { type Entry, emptyEntry, isForgettable } from '../model/entry.ts'
import type { Page } from '../ports/page.ts'
import type { Amendment, Row, RowId, RowStore } from '../ports/rows.ts'
import { findOrigins, indexedBy, type Newcomer } from './content-index.ts'
import { parseEntry, serializeEntry } from './entry-schema.ts'
import { findTroubled, type TroubledKey, type TroubledKind, troubleOf } from './trouble-index.ts'

const letterSchema = z.object({ letterMs: z.number() })

/** An entry together with the revision it was read or written at; undefined where there is no row yet. */
export interface Recorded {
  readonly entry: Entry
  readonly revision: string | undefined
}

/** The entries of one bucket. `nextRevision` yields a string that no other call ever yielded. */
export class Ledger {
  readonly #rows: RowStore
  readonly #bucket: string
  readonly #nextRevision: () => string

  constructor(rows: RowStore, bucket: string, nextRevision: () => string) {
    this.#rows = rows
    this.#bucket = bucket
    this.#nextRevision = nextRevision
  }

  /** Reads the entry of a key, strongly consistent. */
  async read(key: string): Promise<Recorded> {
    const row = await this.#rows.read(this.#id(key))
    return row
      ? { entry: parseEntry(row.body, row.sort), revision: row.revision }
      : { entry: emptyEntry(key), revision: undefined }
  }

  /**
   * Reads the entry of another key than the one that is worked on; undefined where its row cannot be read: that newer code wrote
   * it, or that it is damaged, is that key's own trouble.
   */
  async readOther(key: string): Promise<Recorded | undefined> {
    const row = await this.#rows.read(this.#id(key))
    const entry = row ? parseReadable(row) : emptyEntry(key)
    return entry && { entry, revision: row?.revision }
  }

  /** When (Unix milliseconds) a dead letter was last written for a row that cannot be read; undefined where none was. */
  async letterOfUnreadable(key: string): Promise<number | undefined> {
    const row = await this.#rows.read(this.#id(key))
    return letterSchema.safeParse(row?.body).data?.letterMs
  }

  /** Notes that in the row, which stays as it is otherwise. */
  async noteLetterOfUnreadable(key: string, letterMs: number): Promise<void> {
    const row = await this.#rows.read(this.#id(key))
    if (!row || parseReadable(row)) return
    await this.#rows.write({ ...row, revision: this.#nextRevision(), body: { ...row.body, letterMs } }, row.revision)
  }

  /** Replaces what was read by `entry`, or returns undefined where another worker has changed it since. */
  async save(read: Recorded, entry: Entry): Promise<Recorded | undefined> {
    if (isForgettable(entry)) return this.#forget(read, entry)
    const revision = this.#nextRevision()
    const indexed = { ...indexedBy(this.#bucket, entry), ...troubleOf(this.#bucket, entry) }
    const row = { ...this.#id(entry.key), revision, ...indexed, body: serializeEntry(entry) }
    return (await writeOnce(this.#rows, row, read.revision)) ? { entry, revision } : undefined
  }

  /** Keys whose asset a new key may continue, the likeliest first, as a hint: the indexes lag. */
  async findOrigins(newcomer: Newcomer): Promise<readonly string[]> {
    return findOrigins(this.#rows, this.#bucket, newcomer)
  }

  /** Keys in one kind of trouble, what is due first first, no more than that many; `isAll` where there are no others. A hint: the index lags. */
  async findTroubled(
    kind: TroubledKind,
    most: number,
  ): Promise<{ readonly keys: readonly TroubledKey[]; readonly isAll: boolean }> {
    return findTroubled(this.#rows, this.#bucket, kind, most)
  }

  /**
   * Entries after a key, in UTF-8 byte order; only those whose key begins with the prefix, if there is one. Rows that newer code
   * wrote, or that are damaged, are named and passed over: one must not stop all that goes through the ledger.
   */
  async list(after: string | undefined, most: number, prefix = ''): Promise<Page<Entry>> {
    const { items, isLast } = await this.#rows.list(this.#bucket, after, most, prefix)
    const unreadable: string[] = []
    const entries = items.flatMap((row) => {
      const entry = parseReadable(row)
      if (!entry) unreadable.push(row.sort)
      return entry ?? []
    })
    const last = items.at(-1)?.sort
    return { items: entries, isLast, unreadable, ...(last !== undefined && { last }) }
  }

  async #forget(read: Recorded, entry: Entry): Promise<Recorded | undefined> {
    if (read.revision === undefined) return read
    if (await this.#rows.remove(this.#id(entry.key), read.revision)) return { entry, revision: undefined }
    // The removal may have gone through and lost its answer.
    return (await this.#rows.read(this.#id(entry.key))) ? undefined : { entry, revision: undefined }
  }

  #id(key: string): RowId {
    return { partition: this.#bucket, sort: key }
  }
}

function parseReadable(row: Row): Entry | undefined {
  try {
    return parseEntry(row.body)
  } catch {
    return undefined
  }
}

/** Amends a row; where an earlier try of the same amendment had succeeded, and nobody has written since, that is success. */
export async function amendOnce(rows: RowStore, amendment: Amendment): Promise<boolean> {
  if (await rows.amend(amendment)) return true
  return (await rows.read(amendment))?.revision === amendment.revision
}

/** Writes a row; where the condition failed because an earlier try of the same write had succeeded, that is success. */
export async function writeOnce(rows: RowStore, row: Row, expected: string | undefined): Promise<boolean> {
  if (await rows.write(row, expected)) return true
  return (await rows.read(row))?.revision === row.revision
}
