import type { Asset, ResourceType } from '../asset.ts'
import { type Assets, type Decision, isoSeconds, type Moment, refuse } from '../decision.ts'
import { mergeContext } from '../key-values.ts'
import { mergeMetadata } from '../metadata/values.ts'
import { faultOfContext, faultOfTags } from '../parameters/limits.ts'
import type { ContextParameters, MetadataParameters, TagsParameters } from '../parameters/upload.ts'

interface Selection {
  readonly type: Asset['type']
  readonly public_ids: readonly string[]
}

// Ids without an asset are passed over; the answer names those that were changed.
function changeEach(
  assets: Assets,
  resourceType: ResourceType,
  { type, public_ids }: Selection,
  change: (asset: Asset) => Asset,
): Decision {
  const found = [...new Set(public_ids)].flatMap((publicId) => assets.find({ resourceType, type, publicId }) ?? [])
  const changed = found.map(change)
  // One asset that would have too many leaves all as they were.
  const fault = changed.map(({ tags, context }) => faultOfTags(tags) ?? faultOfContext(context)).find(Boolean)
  if (fault !== undefined) return refuse(400, fault)
  return {
    reply: { kind: 'body', body: { public_ids: found.map(({ publicId }) => publicId) } },
    changes: changed.map((asset) => ({ put: asset })),
  }
}

function tagsAfter(command: TagsParameters['command'], before: readonly string[], given: readonly string[]): string[] {
  if (command === 'add') return [...new Set([...before, ...given])]
  if (command === 'remove') return before.filter((tag) => !given.includes(tag))
  return command === 'replace' ? [...given] : []
}

/** Decides a tags command: add, remove, replace or remove_all, on many assets at once. */
export function decideTags(
  assets: Assets,
  resourceType: ResourceType,
  parameters: TagsParameters,
  { nowMs }: Moment,
): Decision {
  const { command, tag, tags = tag ?? [] } = parameters
  if (tags.length === 0 && command !== 'remove_all') return refuse(400, 'Missing required parameter - tag')
  return changeEach(assets, resourceType, parameters, (asset) => ({
    ...asset,
    updatedAt: isoSeconds(nowMs),
    tags: tagsAfter(command, asset.tags, tags),
  }))
}

/** Decides a context command: add (an empty value removes) or remove_all, on many assets at once. */
export function decideContext(
  assets: Assets,
  resourceType: ResourceType,
  parameters: ContextParameters,
  { nowMs }: Moment,
): Decision {
  const { command, context } = parameters
  if (command === 'add' && !context) return refuse(400, 'Missing required parameter - context')
  return changeEach(assets, resourceType, parameters, (asset) => ({
    ...asset,
    updatedAt: isoSeconds(nowMs),
    context: command === 'add' ? mergeContext(asset.context, context ?? {}) : {},
  }))
}

/** Decides a metadata command: sets fields (an empty value takes the value away) on many assets at once, or on none. */
export function decideMetadata(
  assets: Assets,
  resourceType: ResourceType,
  parameters: MetadataParameters,
  { nowMs }: Moment,
): Decision {
  // What no asset takes is refused even where there is no asset.
  mergeMetadata(assets.fields, {}, parameters.metadata)
  return changeEach(assets, resourceType, parameters, (asset) => ({
    ...asset,
    updatedAt: isoSeconds(nowMs),
    metadata: mergeMetadata(assets.fields, asset.metadata, parameters.metadata),
  }))
}
