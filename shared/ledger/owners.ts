import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { AssetAddress } from '../model/address.ts'
import type { Row, RowId, RowStore } from '../ports/rows.ts'
import { writeOnce } from './ledger.ts'

const ownerSchema = z.object({ key: z.string().min(1) })

/** What came of trying to own an address: it is ours, or it is (still) another key's. */
export type Ownership = { readonly owned: true } | { readonly owned: false; readonly by: string; readonly row: Row }

/** Reads the row of an address and the key that owns it; undefined where nobody does. */
export async function readOwner(
  rows: Pick<RowStore, 'read'>,
  address: AssetAddress,
): Promise<{ readonly row: Row; readonly owner: string } | undefined> {
  const row = await rows.read(idOf(address))
  return row && { row, owner: ownerSchema.parse(row.body).key }
}

/** Which key holds an asset address, so that two keys of one public ID never overwrite each other's asset. */
export class Owners {
  readonly #rows: RowStore
  readonly #nextRevision: () => string

  constructor(rows: RowStore, nextRevision: () => string) {
    this.#rows = rows
    this.#nextRevision = nextRevision
  }

  /**
   * Makes `key` the owner if the address is free or its own. It always writes: the new revision defeats a worker
   * that is about to take the address over because it saw the key's entry before its attempt. It writes before it reads, since
   * most addresses are those of new files, and free.
   */
  async acquire(address: AssetAddress, key: string): Promise<Ownership> {
    for (let expected: string | undefined; ; ) {
      const revision = this.#nextRevision()
      if (await this.#rows.write(rowOf(address, key, revision), expected)) return { owned: true }
      const found = await this.read(address)
      // The write had gone through, and its answer was lost.
      if (found?.row.revision === revision) return { owned: true }
      if (found && found.owner !== key) return { owned: false, by: found.owner, row: found.row }
      expected = found?.row.revision
    }
  }

  /** Makes `key` the owner in place of the row's, unless that one has acquired the address again meanwhile. */
  async takeOver(address: AssetAddress, key: string, row: Row): Promise<boolean> {
    return writeOnce(this.#rows, rowOf(address, key, this.#nextRevision()), row.revision)
  }

  /** The row of an address and the key that owns it; undefined where nobody does. */
  read(address: AssetAddress): ReturnType<typeof readOwner> {
    return readOwner(this.#rows, address)
  }

  /** The owner's row of an address, to be freed later; undefined where `key` is not the owner. */
  async find(address: AssetAddress, key: string): Promise<Row | undefined> {
    const found = await this.read(address)
    return found?.owner === key ? found.row : undefined
  }

  /**
   * Gives the address up. `row` must have been read before the entry was saved without its asset: a worker that takes
   * the key after that save acquires the address again, and this removal then misses.
   */
  async free(row: Row): Promise<void> {
    await this.#rows.remove(row, row.revision)
  }
}

function rowOf(address: AssetAddress, key: string, revision: string): Row {
  return { ...idOf(address), revision, body: { schema: 1, key, address } }
}

/** A partition of its own for each address, by hash: a public ID can be longer than a sort key. */
function idOf(address: AssetAddress): RowId {
  const name = JSON.stringify([address.resourceType, address.type, address.publicId])
  return { partition: `owner#${createHash('sha256').update(name).digest('base64url')}`, sort: 'owner' }
}
