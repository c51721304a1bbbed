import { LedgerBreaker } from '../breaker/breaker.ts'
import type { GuardLimits } from '../guard/admission.ts'
import { DeletionGuard, noteMirrored } from '../guard/guard.ts'
import { Ledger } from '../ledger/ledger.ts'
import { Owners } from '../ledger/owners.ts'
import type { Clock } from '../ports/clock.ts'
import type { RowStore } from '../ports/rows.ts'
import { type CatalogCursor, type Cursor, storedCatalogCursor, storedCursor } from '../sweep/cursor.ts'

/** All that is kept in the ledger's table for one bucket. */
export interface LedgerTable {
  readonly rows: RowStore
  readonly ledger: Ledger
  readonly owners: Owners
  readonly breaker: LedgerBreaker
  readonly clock: Clock
  guard(limits: GuardLimits): DeletionGuard
  /** Tells the guard how many keys have an asset. */
  noteMirrored(keys: number): Promise<void>
  /** The cursor of a kind of sweep, by its name. */
  cursor(name?: string): Cursor
  /** The cursor of the walk through the account that follows such a sweep. */
  catalogCursor(name: string): CatalogCursor
}

/** Composes all that is kept in rows, wherever those are. Nothing else makes a ledger. */
export function composeLedger(rows: RowStore, bucket: string, clock: Clock): LedgerTable {
  const unique = () => clock.unique()
  return {
    rows,
    clock,
    ledger: new Ledger(rows, bucket, unique),
    owners: new Owners(rows, unique),
    breaker: new LedgerBreaker(rows, bucket, clock),
    guard: (limits) => new DeletionGuard(rows, bucket, clock, limits),
    noteMirrored: (keys) => noteMirrored(rows, bucket, clock, keys),
    cursor: (name) => storedCursor(rows, bucket, unique, name),
    catalogCursor: (name) => storedCatalogCursor(rows, bucket, unique, name),
  }
}
