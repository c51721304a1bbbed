import { compareKeys } from '../model/key-order.ts'
import type { ListedObject, Page } from '../observe/source.ts'
import { type AssetAddress, type Entry, refusesObject } from '../record/entry.ts'
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

/** Looks closer at keys on which the listing and the ledger agree. */
export type Inspection = (entries: readonly Entry[]) => Promise<readonly Difference[]>

/** The differences of two pages up to `last`; undefined where both listings end here. */
export interface Comparison {
  readonly differences: readonly Difference[]
  /** Entries of keys on which both agree. */
  readonly equal: readonly Entry[]
  /** How many keys were compared. */
  readonly compared: number
  readonly last: string | undefined
}

/** What S3's listing and the ledger say of one key; at least one of them says something. */
export interface Pair {
  readonly key: string
  readonly object: ListedObject | undefined
  readonly entry: Entry | undefined
}

/** Walks a page of S3's listing and one of the ledger, both after the same key, in lock step. */
export function comparePages(objects: Page<ListedObject>, entries: Page<Entry>, rules: Rules): Comparison {
  const { pairs, last } = pairPages(objects, entries)
  const compared = pairs.map(({ entry, ...pair }) => ({ entry, difference: differenceOf(rules, { entry, ...pair }) }))
  return {
    differences: compared.flatMap(({ difference }) => difference ?? []),
    equal: compared.flatMap(({ entry, difference }) => (entry && !difference ? [entry] : [])),
    compared: pairs.length,
    last,
  }
}

/** The keys of both pages up to `last`, in order; it is undefined where both listings end here. */
export function pairPages(
  objects: Page<ListedObject>,
  entries: Page<Entry>,
): { readonly pairs: readonly Pair[]; readonly last: string | undefined } {
  const last = commonEnd(objects, entries)
  const isWithin = ({ key }: { readonly key: string }) => last === undefined || compareKeys(key, last) <= 0
  const listed = new Map(objects.items.filter(isWithin).map((object) => [object.key, object]))
  const recorded = new Map(entries.items.filter(isWithin).map((entry) => [entry.key, entry]))
  const keys = [...new Set([...listed.keys(), ...recorded.keys()])].sort(compareKeys)
  return { pairs: keys.map((key) => ({ key, object: listed.get(key), entry: recorded.get(key) })), last }
}

/** How far both pages reach: to the end, or to the smaller of the last keys of those that go on. */
function commonEnd(objects: Page<ListedObject>, entries: Page<Entry>): string | undefined {
  const ends = [objects, entries].flatMap((page) => (page.isLast ? [] : [page.items.at(-1)?.key ?? '']))
  return ends.sort(compareKeys)[0]
}

/** Why a change is queued for a key; undefined where the listing and the ledger agree by the rules. */
export function differenceOf(
  rules: Rules,
  { key, object, entry }: Pair,
): (Difference & { readonly reason: ListedReason }) | undefined {
  if (entry?.attempt || entry?.doubt || entry?.strays) return { key, reason: 'under-way' }
  const applied = entry?.applied ?? { state: 'nothing' }
  const governance = rules.govern(key)
  if (governance.kind === 'ignored' || !object || object.sizeBytes === 0) {
    // What the guard withholds is for an operator to release.
    if (entry?.withheldMs !== undefined) return undefined
    const isKept = governance.kind === 'governed' && governance.options.onDelete === 'keep'
    return applied.state === 'nothing' || isKept ? undefined : { key, reason: 'only-in-ledger' }
  }
  if (entry && refusesObject(entry, object, governance.digest)) return undefined
  if (applied.state === 'nothing') return { key, reason: 'only-in-source' }
  const isEqual =
    applied.state === 'asset' &&
    applied.content.etag === object.etag &&
    applied.content.sizeBytes === object.sizeBytes &&
    applied.lastModifiedMs === object.lastModifiedMs
  if (!isEqual) return { key, reason: 'content-differs' }
  return applied.rules === governance.digest ? undefined : { key, reason: 'rules-differ' }
}
