import * as z from 'zod'
import type { RowStore } from '../ports/rows.ts'

/** How far a sweep has come: the last key that was compared, and how many so far have an asset. */
export interface SweepPosition {
  readonly after: string
  readonly mirrored: number
}

/** Where the sweep of a bucket goes on; undefined at the start. */
export interface Cursor {
  read(): Promise<SweepPosition | undefined>
  write(position: SweepPosition | undefined): Promise<void>
}

// One that an older version has written counts from there: too few, which makes the guard more careful.
const cursorSchema = z.object({ after: z.string(), mirrored: z.number().default(0) })

/**
 * A cursor in the ledger's table, by a name for each kind of sweep. Two of a kind at once may move it back, which costs work
 * and loses nothing.
 */
export function storedCursor(rows: RowStore, bucket: string, nextRevision: () => string, name = 'cursor'): Cursor {
  const id = { partition: `sweep#${bucket}`, sort: name }
  return {
    async read() {
      const row = await rows.read(id)
      return row && cursorSchema.parse(row.body)
    },
    async write(position) {
      const row = await rows.read(id)
      if (position) await rows.write({ ...id, revision: nextRevision(), body: { ...position } }, row?.revision)
      else if (row) await rows.remove(id, row.revision)
    },
  }
}
