import pMap from 'p-map'
import type { AssetAddress } from '../model/address.ts'
import { isIdle, knowsAddress } from '../model/entry.ts'
import { labelledKey } from '../model/label.ts'
import { limits } from '../model/limits.ts'
import {
  ASSET_KINDS,
  type AssetKind,
  CATALOG_IDS_MAX,
  type Catalog,
  type CatalogAsset,
  type CatalogPosition,
} from '../ports/catalog.ts'
import type { CatalogCursor } from './cursor.ts'
import type { Difference } from './difference.ts'
import { type RepairDependencies, repair } from './repair.ts'

/** A page of assets that no key is known to have, and where to go on; undefined at the end. */
export interface Extras {
  readonly differences: readonly Difference[]
  readonly looked: number
  readonly next: CatalogPosition | undefined
}

/** Where such a walk begins. */
export const FIRST_POSITION: CatalogPosition = { kind: { resourceType: 'image', type: 'upload' } }

/** What the walk looks at. It writes nothing. */
export interface ExtrasView extends Pick<RepairDependencies, 'bucket' | 'ledger' | 'owners'> {
  readonly catalog: Catalog
}

/**
 * Looks through a page of the account for assets that carry our source identity and that the ledger knows nothing of, and for
 * those that someone else has made.
 */
export async function findExtras(position: CatalogPosition, view: ExtrasView): Promise<Extras> {
  const { assets, next } = await view.catalog.list(position.kind, position.from)
  const compare = (asset: CatalogAsset) => compareWithLedger(asset, view)
  const found = await pMap(assets, compare, { concurrency: limits.inspectionsAtOnce })
  const differences = await stillThere(
    found.flatMap((one) => one ?? []),
    position.kind,
    view.catalog,
  )
  return { differences, looked: assets.length, next: follow(position.kind, next) }
}

/** An asset that was destroyed after it was listed has left no trace in the ledger either. */
async function stillThere(found: readonly Extra[], kind: AssetKind, catalog: Catalog): Promise<readonly Extra[]> {
  const present = new Set<string>()
  for (let start = 0; start < found.length; start += CATALOG_IDS_MAX) {
    const ids = found.slice(start, start + CATALOG_IDS_MAX).map(({ address }) => address.publicId)
    for (const { address } of await catalog.find(kind, ids)) present.add(address.publicId)
  }
  return found.filter(({ address }) => present.has(address.publicId))
}

type Extra = Difference & { readonly address: AssetAddress }

async function compareWithLedger(
  { address, context }: CatalogAsset,
  { ledger, owners, bucket }: ExtrasView,
): Promise<Extra | undefined> {
  const key = labelledKey(context, bucket)
  if (key === undefined) {
    // At an address of a key's it is that key's asset that someone has changed.
    if (await owners.read(address)) return undefined
    return { key: address.publicId, reason: 'asset-foreign', detail: 'someone else has made it', address }
  }
  const entry = (await ledger.readOther(key))?.entry
  // What is under way may be about to become known, or to be cleared.
  if (!entry || !isIdle(entry) || knowsAddress(entry, address)) return undefined
  return { key, reason: 'asset-extra', detail: `${address.resourceType} ${address.publicId} is not its asset`, address }
}

function follow(kind: AssetKind, from: string | undefined): CatalogPosition | undefined {
  if (from !== undefined) return { kind, from }
  const index = ASSET_KINDS.findIndex(({ resourceType, type }) => {
    return resourceType === kind.resourceType && type === kind.type
  })
  const following = ASSET_KINDS[index + 1]
  return following && { kind: following }
}

/**
 * Looks through the account, from where the cursor says, and queues a change for each asset that no key is known to have. False: not
 * to the end, and the next one goes on from there.
 */
export async function sweepExtras(
  work: RepairDependencies &
    ExtrasView & {
      readonly cursor: CatalogCursor
      /** Asked before each page; false ends it here. */
      readonly mayGoOn: () => Promise<boolean>
      /** Told of each page when its changes are queued, and how many those were. */
      readonly onPage?: (page: Extras, queued: number) => void
    },
): Promise<boolean> {
  let position: CatalogPosition | undefined = await begin(work)
  for (let isFirst = true; position; isFirst = false) {
    if (!(await work.mayGoOn())) return false
    const at: CatalogPosition = position
    const page: Extras = await findExtras(at, work).catch((thrown: unknown) => {
      // Cloudinary keeps the place in a listing for a while only: then the listing of that kind begins anew.
      if (!isFirst || at.from === undefined) throw thrown
      return findExtras({ kind: at.kind }, work)
    })
    const queued = await repair(page.differences, work)
    // Only after the changes are queued, as for a sweep.
    await work.cursor.write(page.next)
    work.onPage?.(page, queued)
    position = page.next
  }
  return true
}

/** Remembered before the first page: whatever ends this walk, the next one need not compare the keys again. */
async function begin({ cursor }: { readonly cursor: CatalogCursor }): Promise<CatalogPosition> {
  const position = await cursor.read()
  if (!position) await cursor.write(FIRST_POSITION)
  return position ?? FIRST_POSITION
}
