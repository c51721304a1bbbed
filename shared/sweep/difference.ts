import type { AssetAddress } from '../model/address.ts'
import { sameContent } from '../model/content.ts'
import { type Entry, keepsAsset } from '../model/entry.ts'
import { openOrphans } from '../model/orphan.ts'
import { isRetryDue, mayBeAdopted, refusesDeletion, refusesObject } from '../model/refusal.ts'
import type { ListedObject } from '../ports/source.ts'
import type { Rules } from '../rules/rules.ts'

/** A key that may differ, and why a change is queued for it. */
export interface Difference {
  readonly key: string
  readonly reason: DifferenceReason
  /** What is different, where the reason does not say it all. */
  readonly detail?: string
  /** The asset that was seen, as the ledger had it. */
  readonly seen?: { readonly assetId: string; readonly version: number }
  /** Where the asset is, if no key is known to have it. */
  readonly address?: AssetAddress
}

/** What is different by the listing and the ledger. */
export type ListedReason = 'only-in-source' | 'only-in-ledger' | 'content-differs' | 'rules-differ' | 'under-way'

/** What is different by the listing and the ledger, by the objects themselves, and by the account. */
export type DifferenceReason =
  | ListedReason
  | 'metadata-differs'
  | 'asset-missing'
  | 'asset-changed'
  | 'asset-relabelled'
  | 'asset-extra'
  | 'asset-foreign'

/** What S3's listing and the ledger say of one key; at least one of them says something. */
export interface Pair {
  readonly key: string
  readonly object: ListedObject | undefined
  readonly entry: Entry | undefined
}

/**
 * Why a change is queued for a key; undefined where the listing and the ledger agree by the rules, or where it was refused.
 * `nowMs` says which refusals are due to be tried again. Where the sweep `adopts`, those for an asset that is there already are.
 */
export function differenceOf(
  rules: Rules,
  { key, object, entry }: Pair,
  { nowMs = 0, adopts = false }: { readonly nowMs?: number; readonly adopts?: boolean } = {},
): (Difference & { readonly reason: ListedReason }) | undefined {
  // What the guard withholds is for an operator to release.
  if (entry?.attempt || entry?.doubt || openOrphans(entry?.orphans, nowMs).length > 0)
    return { key, reason: 'under-way' }
  const applied = entry?.applied ?? { state: 'nothing' }
  const match = rules.matchRule(key)
  if (match.kind === 'ignored' || !object || object.sizeBytes === 0) {
    if (entry?.deletion?.state === 'withheld') return undefined
    const rulesDigest = match.kind === 'matched' ? match.digest : ''
    if (entry && refusesDeletion(entry, rulesDigest) && !isRetryDue(entry, nowMs)) return undefined
    const onDelete = match.kind === 'matched' ? match.options.onDelete : undefined
    const isKept = entry !== undefined && keepsAsset(entry, onDelete)
    return applied.state === 'nothing' || isKept ? undefined : { key, reason: 'only-in-ledger' }
  }
  const isTried = entry !== undefined && (isRetryDue(entry, nowMs) || (adopts && mayBeAdopted(entry)))
  if (entry && refusesObject(entry, object, match.digest) && !isTried) return undefined
  if (applied.state === 'nothing') return { key, reason: 'only-in-source' }
  const isEqual =
    applied.state === 'asset' &&
    sameContent(applied.content, object) &&
    applied.lastModifiedMs === object.lastModifiedMs
  if (!isEqual) return { key, reason: 'content-differs' }
  return applied.rules === match.digest ? undefined : { key, reason: 'rules-differ' }
}
