import { z } from 'zod'
import type { RowStore } from '../ports/rows.ts'

/** How far the sweep of a bucket has come: the last key that was compared, undefined at the start. */
export interface Cursor {
  read(): Promise<string | undefined>
  write(after: string | undefined): Promise<void>
}

const cursorSchema = z.object({ after: z.string() })

/**
 * A cursor in the ledger's table, by a name for each kind of sweep. Two of a kind at once may move it back, which costs work
 * and loses nothing.
 */
export function storedCursor(rows: RowStore, bucket: string, nextRevision: () => string, name = 'cursor'): Cursor {
  const id = { partition: `sweep#${bucket}`, sort: name }
  return {
    async read() {
      const row = await rows.read(id)
      return row && cursorSchema.parse(row.body).after
    },
    async write(after) {
      const row = await rows.read(id)
      if (after !== undefined) await rows.write({ ...id, revision: nextRevision(), body: { after } }, row?.revision)
      else if (row) await rows.remove(id, row.revision)
    },
  }
}
