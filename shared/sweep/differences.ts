import type { Entry } from '../model/entry.ts'
import { compareKeys } from '../model/key-order.ts'
import type { Page } from '../ports/page.ts'
import type { ListedObject } from '../ports/source.ts'
import type { Rules } from '../rules/rules.ts'
import { type Difference, differenceOf, type Pair } from './difference.ts'

/** Looks closer at keys on which the listing and the ledger agree. */
export type Inspection = (entries: readonly Entry[]) => Promise<readonly Difference[]>

/** The differences of two pages up to `last`; undefined where both listings end here. */
export interface Comparison {
  readonly differences: readonly Difference[]
  /** Entries of keys on which both agree. */
  readonly equal: readonly Entry[]
  /** Keys that were left out, because their entries cannot be read. */
  readonly unreadable: readonly string[]
  /** How many keys have an asset, or may have one. */
  readonly mirrored: number
  /** How many keys were compared. */
  readonly compared: number
  readonly last: string | undefined
}

/** Walks a page of S3's listing and one of the ledger, both after the same key, in lock step. */
export function comparePages(
  objects: Page<ListedObject>,
  entries: Page<Entry>,
  rules: Rules,
  when: Parameters<typeof differenceOf>[2] = {},
): Comparison {
  const { pairs, last, unreadable } = pairPages(objects, entries)
  const compared = pairs.map(({ entry, ...pair }) => ({
    entry,
    difference: differenceOf(rules, { entry, ...pair }, when),
  }))
  return {
    differences: compared.flatMap(({ difference }) => difference ?? []),
    equal: compared.flatMap(({ entry, difference }) => (entry && !difference ? [entry] : [])),
    unreadable,
    mirrored: pairs.filter(({ entry }) => entry && entry.applied.state !== 'nothing').length,
    compared: pairs.length,
    last,
  }
}

/** The keys of both pages up to `last`, in order; it is undefined where both listings end here. */
export function pairPages(
  objects: Page<ListedObject>,
  entries: Page<Entry>,
): Pick<Comparison, 'last' | 'unreadable'> & { readonly pairs: readonly Pair[] } {
  const last = commonEnd(objects, entries)
  const isWithin = ({ key }: { readonly key: string }) => last === undefined || compareKeys(key, last) <= 0
  const listed = new Map(objects.items.filter(isWithin).map((object) => [object.key, object]))
  const recorded = new Map(entries.items.filter(isWithin).map((entry) => [entry.key, entry]))
  const unreadable = (entries.unreadable ?? []).filter((key) => isWithin({ key }))
  const known = new Set([...listed.keys(), ...recorded.keys()])
  for (const key of unreadable) known.delete(key)
  const keys = [...known].sort(compareKeys)
  return { pairs: keys.map((key) => ({ key, object: listed.get(key), entry: recorded.get(key) })), last, unreadable }
}

/** How far both pages reach: to the end, or to the smaller of the last keys of those that go on. */
function commonEnd(objects: Page<ListedObject>, entries: Page<Entry>): string | undefined {
  const ends = [objects, entries].flatMap((page) => (page.isLast ? [] : [page.last ?? page.items.at(-1)?.key ?? '']))
  return ends.sort(compareKeys)[0]
}
