import { type AssetAddress, sameAddress } from '../model/address.ts'
import { absentSince, type Entry } from '../model/entry.ts'
import type { Orphan } from '../model/orphan.ts'

/** Remembers since when the key has been absent, unless more is known of its deletion already. */
export function noteAbsence(entry: Entry, absentSinceMs: number): Entry {
  const { deletion = { state: 'absent' as const } } = entry
  return { ...entry, deletion: { ...deletion, absentSinceMs } }
}

/** Forgets the key's absence, and whatever the guard has said of its deletion: the object is there, or the asset gone. */
export function clearDeletion(entry: Entry): Entry {
  const { deletion: _, ...rest } = entry
  return rest
}

/** What the guard has said of the deletion of one of the key's assets; undefined where it has not been asked. */
export function guardAnswer(entry: Entry, address: AssetAddress): 'withheld' | 'approved' | undefined {
  const { state } = (orphanAt(entry, address) ?? entry).deletion ?? {}
  return state === 'withheld' || state === 'approved' ? state : undefined
}

/** Remembers that the deletion of one of the key's assets may be tried, because the guard or an operator lets it through. */
export function approveDeletion(entry: Entry, address: AssetAddress): Entry {
  if (orphanAt(entry, address)) return withOrphanDeletion(entry, address, { state: 'approved' })
  return { ...entry, deletion: { state: 'approved', ...absence(entry) } }
}

/**
 * Remembers that the guard keeps an asset: one of the key's, or without an address that of another key, which has to go first.
 * A key that has an asset itself is not marked for another's: a release would let that one go too. A sweep finds the key again.
 */
export function withholdDeletion(entry: Entry, nowMs: number, address?: AssetAddress): Entry {
  if (!address && entry.applied.state !== 'nothing') return entry
  const orphan = address && orphanAt(entry, address)
  if ((orphan ?? entry).deletion?.state === 'withheld') return entry
  if (orphan) return withOrphanDeletion(entry, orphan, { state: 'withheld', sinceMs: nowMs })
  return { ...entry, deletion: { state: 'withheld', sinceMs: nowMs, ...absence(entry) } }
}

function orphanAt({ orphans = [] }: Entry, address: AssetAddress): Orphan | undefined {
  return orphans.find((orphan) => sameAddress(orphan, address))
}

function withOrphanDeletion(entry: Entry, address: AssetAddress, deletion: NonNullable<Orphan['deletion']>): Entry {
  const change = (orphan: Orphan) => (sameAddress(orphan, address) ? { ...orphan, deletion } : orphan)
  return { ...entry, orphans: entry.orphans?.map(change) ?? [] }
}

function absence(entry: Entry): { readonly absentSinceMs?: number } {
  const absentSinceMs = absentSince(entry)
  return absentSinceMs === undefined ? {} : { absentSinceMs }
}
