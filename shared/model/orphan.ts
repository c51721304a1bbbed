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
}

/** Those that are to go without an operator's word: all but what the guard keeps. */
export function openOrphans(orphans: readonly Orphan[] = []): readonly Orphan[] {
  return orphans.filter(({ deletion }) => deletion?.state !== 'withheld')
}

/** The orphans with one more, which replaces what was noted of its address, unless that was known to have been the key's. */
export function withOrphan(orphans: readonly Orphan[] = [], orphan: Orphan): readonly Orphan[] {
  const known = orphans.find((one) => sameAddress(one, orphan))
  if (!known) return [...orphans, orphan]
  return known.deletion ? orphans : orphans.map((one) => (one === known ? orphan : one))
}
