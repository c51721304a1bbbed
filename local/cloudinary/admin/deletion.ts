import type { Asset, DeliveryType, ResourceType } from '../asset.ts'
import { type Assets, type Decision, refuse } from '../decision.ts'
import type { DeletionParameters } from '../parameters.ts'

const deletionsMax = 1000
const publicIdsMax = 100

const answer = (deleted: Record<string, string>, removed: readonly Asset[], isPartial: boolean): Decision => ({
  reply: { kind: 'body', body: { deleted, partial: isPartial } },
  changes: removed.map((asset) => ({ remove: asset })),
})

/** Decides delete_resources: by ids, by prefix, or all of one resource type and delivery type, 1,000 at a time. */
export function decideDeletion(
  assets: Assets,
  resourceType: ResourceType,
  type: DeliveryType,
  { public_ids, prefix, all }: DeletionParameters,
): Decision {
  if (public_ids) return decideDeletionByIds(assets, resourceType, type, public_ids)
  if (prefix === undefined && !all) return refuse(400, 'Missing required parameter - public_ids')
  const matching = [...assets.all()].filter(
    (asset) => asset.resourceType === resourceType && asset.type === type && asset.publicId.startsWith(prefix ?? ''),
  )
  const removed = matching.slice(0, deletionsMax)
  const deleted = Object.fromEntries(removed.map(({ publicId }) => [publicId, 'deleted']))
  return answer(deleted, removed, matching.length > removed.length)
}

function decideDeletionByIds(
  assets: Assets,
  resourceType: ResourceType,
  type: DeliveryType,
  publicIds: readonly string[],
): Decision {
  if (publicIds.length > publicIdsMax) return refuse(400, `Maximum number of public_ids is ${publicIdsMax}`)
  const ids = [...new Set(publicIds)]
  const removed = ids.flatMap((publicId) => assets.find({ resourceType, type, publicId }) ?? [])
  const gone = new Set(removed.map(({ publicId }) => publicId))
  const deleted = Object.fromEntries(ids.map((id) => [id, gone.has(id) ? 'deleted' : 'not_found']))
  return answer(deleted, removed, false)
}
