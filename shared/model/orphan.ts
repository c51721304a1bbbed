import { type AssetAddress, sameAddress } from './address.ts'

/** An asset of a key's beside the one that it has, to be cleared away. */
export interface Orphan extends AssetAddress {
  /**
   * Set where the key is known to have had this asset, and the rules have given it another: then the guard is asked first.
   * - unasked: it has not been asked yet;
   * - withheld: it keeps the asset (`sinceMs` are Unix milliseconds);
   * - approved: it has let the deletion through, and a try that failed is not asked about again.
   */
  readonly deletion?:
    | { readonly state: 'unasked' }
    | { readonly state: 'withheld'; readonly sinceMs: number }
    | { readonly state: 'approved' }
  /** Set where it does not go: why, when a dead letter told of it, and when it is tried again. Times are Unix milliseconds. */
  readonly refused?: {
    readonly code: string
    readonly reason: string
    readonly letterMs: number
    readonly retry: { readonly atMs: number; readonly times: number }
  }
}

/** Those that are to go now, without an operator's word: all but what the guard keeps, and what was refused a while ago. */
export function openOrphans(orphans: readonly Orphan[] = [], nowMs: number): readonly Orphan[] {
  return orphans.filter(({ deletion, refused }) => {
    return deletion?.state !== 'withheld' && (refused === undefined || nowMs >= refused.retry.atMs)
  })
}

/** Where the asset is. */
export function orphanAddress({ resourceType, type, publicId }: Orphan): AssetAddress {
  return { resourceType, type, publicId }
}

/** The orphans with one more, which replaces what was noted of its address, unless that was known to have been the key's. */
export function withOrphan(orphans: readonly Orphan[] = [], orphan: Orphan): readonly Orphan[] {
  const known = orphans.find((one) => sameAddress(one, orphan))
  if (!known) return [...orphans, orphan]
  return known.deletion ? orphans : orphans.map((one) => (one === known ? orphan : one))
}
