import type { Asset } from '../asset.ts'
import { type Assets, type Decision, refuse } from '../decision.ts'
import { parseDeletion } from '../parameters/admin.ts'
import type { Fields } from '../signature.ts'
import type { DeletionScope } from './routes.ts'

const deletionsMax = 1000
const idsMax = 100

function answer(deleted: Record<string, string>, removed: readonly Asset[], isPartial: boolean): Decision {
  const counts = removed.map(({ publicId }) => [publicId, { original: 1, derived: 0 }])
  const next = isPartial ? { next_cursor: Buffer.from(`deleted ${removed.length}`).toString('hex') } : {}
  const body = { deleted, deleted_counts: Object.fromEntries(counts), partial: isPartial, ...next }
  return { reply: { kind: 'body', body }, changes: removed.map((asset) => ({ remove: asset })) }
}

// What is deleted is gone: a call with the cursor goes on with what is left.
function deleteAll(assets: Assets, isMeant: (asset: Asset) => boolean): Decision {
  const matching = [...assets.all()].filter(isMeant)
  const removed = matching.slice(0, deletionsMax)
  const deleted = Object.fromEntries(removed.map(({ publicId }) => [publicId, 'deleted']))
  return answer(deleted, removed, matching.length > removed.length)
}

function deleteByIds(name: string, given: readonly string[], find: (id: string) => Asset | undefined): Decision {
  if (given.length > idsMax) return refuse(400, `Maximum number of ${name} is ${idsMax}`)
  const found = [...new Set(given)].map((id) => ({ id, asset: find(id) }))
  const deleted = Object.fromEntries(found.map(({ id, asset }) => [id, asset ? 'deleted' : 'not_found']))
  return answer(
    deleted,
    found.flatMap(({ asset }) => asset ?? []),
    false,
  )
}

/** Decides delete_resources: by ids, by prefix, by tag, or all of one resource type and delivery type, 1,000 at a time. */
export function decideDeletion(assets: Assets, scope: DeletionScope, fields: Fields): Decision {
  if (scope.by === 'asset ids') {
    const { asset_ids = [] } = parseDeletion('delete by asset ids', fields)
    const byId = new Map([...assets.all()].map((asset) => [asset.assetId, asset]))
    return deleteByIds('asset_ids', asset_ids, (id) => byId.get(id))
  }
  const { resourceType } = scope
  if (scope.by === 'tag') {
    parseDeletion('delete by tag', fields)
    return deleteAll(assets, (asset) => asset.resourceType === resourceType && asset.tags.includes(scope.tag))
  }
  const { type } = scope
  if (fields.public_ids) {
    const { public_ids = [] } = parseDeletion('delete by public ids', fields)
    return deleteByIds('public_ids', public_ids, (publicId) => assets.find({ resourceType, type, publicId }))
  }
  const { prefix, all } = parseDeletion(fields.prefix ? 'delete by prefix' : 'delete all', fields)
  if (prefix === undefined && !all) return refuse(400, 'Missing required parameter - public_ids')
  return deleteAll(
    assets,
    (asset) => asset.resourceType === resourceType && asset.type === type && asset.publicId.startsWith(prefix ?? ''),
  )
}
