import { z } from 'zod'
import type { CatalogPosition } from '../ports/catalog.ts'
import type { RowStore } from '../ports/rows.ts'

/** How far a sweep has come: the last key that was compared, and how many so far have an asset. */
export interface SweepPosition {
  readonly after: string
  readonly mirrored: number
}

/** Where something goes on that was begun; undefined at the start. */
export interface StoredPosition<Position> {
  read(): Promise<Position | undefined>
  write(position: Position | undefined): Promise<void>
}

/** Where the sweep of a bucket goes on; undefined at the start. */
export type Cursor = StoredPosition<SweepPosition>

/** Where the walk through the account goes on that follows such a sweep; undefined where none has begun. */
export type CatalogCursor = StoredPosition<CatalogPosition>

// One that an older version has written counts from there: too few, which makes the guard more careful.
const cursorSchema = z.object({ after: z.string(), mirrored: z.number().default(0) })

const catalogCursorSchema = z.object({
  kind: z.object({
    resourceType: z.enum(['image', 'video', 'raw']),
    type: z.enum(['upload', 'private', 'authenticated']),
  }),
  from: z.string().optional(),
})

/**
 * A cursor in the ledger's table, by a name for each kind of sweep. Two of a kind at once may move it back, which costs work
 * and loses nothing.
 */
export function storedCursor(rows: RowStore, bucket: string, nextRevision: () => string, name = 'cursor'): Cursor {
  return storedPosition(rows, { bucket, name, nextRevision }, cursorSchema)
}

/** The cursor of the walk through the account that follows the sweep of that name. */
export function storedCatalogCursor(
  rows: RowStore,
  bucket: string,
  nextRevision: () => string,
  name: string,
): CatalogCursor {
  return storedPosition(rows, { bucket, name: `${name} account`, nextRevision }, catalogCursorSchema)
}

function storedPosition<Position extends object>(
  rows: RowStore,
  row: { readonly bucket: string; readonly name: string; readonly nextRevision: () => string },
  schema: z.ZodType<Position>,
): StoredPosition<Position> {
  const id = { partition: `sweep#${row.bucket}`, sort: row.name }
  return {
    async read() {
      const found = await rows.read(id)
      return found && schema.parse(found.body)
    },
    async write(position) {
      const found = await rows.read(id)
      if (position)
        await rows.write(
          { ...id, revision: row.nextRevision(), body: Object.fromEntries(Object.entries(position)) },
          found?.revision,
        )
      else if (found) await rows.remove(id, found.revision)
    },
  }
}
