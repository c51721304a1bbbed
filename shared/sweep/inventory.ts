import pMap from 'p-map'
import type { Entry } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import type { ListedObject } from '../ports/source.ts'
import { type Difference, differenceOf } from './difference.ts'
import { type RepairDependencies, repair } from './repair.ts'
import type { SweepView, SweptPage } from './sweep.ts'
import { type SweepResult, Tally } from './tally.ts'

/** What a sweep of an inventory looks at. It writes nothing. */
export interface InventoryView extends Pick<SweepView, 'ledger' | 'clock' | 'adopts' | 'rules' | 'prefix'> {
  /** Objects as they were when the inventory was made, in any order. */
  readonly objects: AsyncIterable<ListedObject>
}

const PAGE_KEYS = 1000

/**
 * Compares an inventory with the ledger, page by page. It is old, maybe by a day: it only tells of objects that may have no asset, or not
 * theirs, and a worker looks at each itself. What it does not have, and what is newer in the ledger, it says nothing of; so nothing
 * is deleted for its sake.
 */
export async function* inventoryPages(view: InventoryView): AsyncGenerator<SweptPage> {
  let page: ListedObject[] = []
  for await (const object of view.objects) {
    if (!object.key.startsWith(view.prefix ?? '')) continue
    page.push(object)
    if (page.length < PAGE_KEYS) continue
    yield await compare(page, view)
    page = []
  }
  if (page.length > 0) yield await compare(page, view)
}

/** Queues a change for each object of an inventory that may differ. It has no cursor: what is done by then differs no more. */
export async function sweepInventory(
  work: InventoryView &
    RepairDependencies & {
      /** Asked before the changes of each page are queued; false ends it here. */
      readonly mayGoOn: () => Promise<boolean>
      readonly onPage?: (page: SweptPage, queued: number) => void
    },
): Promise<SweepResult> {
  const tally = new Tally()
  for await (const page of inventoryPages(work)) {
    if (!(await work.mayGoOn())) return tally.result(false)
    const queued = await repair(page.differences, work)
    tally.add(page, queued)
    work.onPage?.(page, queued)
  }
  return tally.result(true)
}

async function compare(objects: readonly ListedObject[], view: InventoryView): Promise<SweptPage> {
  const read = async (object: ListedObject) => ({ object, recorded: await view.ledger.readOther(object.key) })
  const pairs = await pMap(objects, read, { concurrency: limits.inspectionsAtOnce })
  return {
    differences: pairs.flatMap(({ object, recorded }) =>
      recorded ? (missed(object, recorded.entry, view) ?? []) : [],
    ),
    unreadable: pairs.flatMap(({ object, recorded }) => (recorded ? [] : [object.key])),
    compared: pairs.length,
    mirrored: pairs.filter(({ recorded }) => recorded && recorded.entry.applied.state !== 'nothing').length,
    last: undefined,
  }
}

/** What a worker may have missed; undefined where the ledger has the object, or a newer one. */
function missed(object: ListedObject, entry: Entry, { rules, clock, adopts }: InventoryView): Difference | undefined {
  const { applied } = entry
  if (applied.state === 'asset' && applied.lastModifiedMs > object.lastModifiedMs) return undefined
  const difference = differenceOf(rules, { key: object.key, object, entry }, { nowMs: clock.nowMs(), adopts })
  // What rules or an empty object take an asset away for, a sweep of the bucket itself finds.
  return difference?.reason === 'only-in-ledger' ? undefined : difference
}
