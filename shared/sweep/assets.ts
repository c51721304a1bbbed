import type { AppliedAsset, Entry } from '../model/entry.ts'
import { labelledKey } from '../model/label.ts'
import { type AssetKind, CATALOG_IDS_MAX, type Catalog, type CatalogAsset } from '../ports/catalog.ts'
import type { Difference } from './difference.ts'
import type { Inspection } from './differences.ts'

/** Looks at each asset itself: whether it is still there, and as it was applied. Costs a call for each hundred. */
export function inspectAssets(catalog: Catalog, bucket: string): Inspection {
  return async (entries) => {
    const differences: Difference[] = []
    for (const batch of batchesOf(entries)) {
      const ids = batch.entries.map(({ applied }) => applied.address.publicId)
      const found = await catalog.find(batch.kind, ids)
      const byId = new Map(found.map((asset) => [asset.address.publicId, asset]))
      for (const entry of batch.entries)
        differences.push(...compareAsset(entry, byId.get(entry.applied.address.publicId), bucket))
    }
    return differences
  }
}

/** An entry whose key has an asset. */
export type EntryWithAsset = Entry & { readonly applied: AppliedAsset }

/** How an asset differs from what was last applied: by whatever someone has done to it in Cloudinary. */
function compareAsset(entry: EntryWithAsset, asset: CatalogAsset | undefined, bucket: string): Difference[] {
  const { key, applied } = entry
  const { assetId, version, ours } = applied
  const seen = { assetId, version }
  if (!asset) return [{ key, reason: 'asset-missing', detail: 'someone has deleted it in Cloudinary', seen }]
  if (asset.assetId !== assetId || asset.version !== version)
    return [{ key, reason: 'asset-changed', detail: 'someone has replaced it in Cloudinary', seen }]
  const { context, tags } = asset
  const isOurs = labelledKey(context, bucket) === key
  const lost = [...ours.context.filter((name) => !(name in context)), ...ours.tags.filter((tag) => !tags.includes(tag))]
  if (isOurs && lost.length === 0) return []
  const what = lost.length === 0 ? 'its source' : lost.join(', ')
  return [{ key, reason: 'asset-relabelled', detail: `someone has changed ${what} in Cloudinary`, seen }]
}

interface Batch {
  readonly kind: AssetKind
  readonly entries: EntryWithAsset[]
}

/** Entries with assets of one kind together, as many as one call describes. */
function batchesOf(entries: readonly Entry[]): readonly Batch[] {
  const open = new Map<string, Batch>()
  const all: Batch[] = []
  for (const entry of entries) {
    if (!hasAsset(entry)) continue
    const { resourceType, type } = entry.applied.address
    const name = `${resourceType}/${type}`
    let batch = open.get(name)
    if (!batch || batch.entries.length === CATALOG_IDS_MAX) {
      batch = { kind: { resourceType, type }, entries: [] }
      open.set(name, batch)
      all.push(batch)
    }
    batch.entries.push(entry)
  }
  return all
}

function hasAsset(entry: Entry): entry is EntryWithAsset {
  return entry.applied.state === 'asset'
}
