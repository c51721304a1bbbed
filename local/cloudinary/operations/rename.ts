import type { Asset, ResourceType } from '../asset.ts'
import { type Assets, type Decision, isoSeconds, type Moment, notFound, refuse } from '../decision.ts'
import type { RenameParameters } from '../parameters/upload.ts'
import { faultOfPublicId, keptPublicId } from '../public-id.ts'
import type { SettingValues } from '../settings.ts'

// These two only ask for the values in the answer; they set nothing.
function omitted({ context, metadata }: RenameParameters): string[] {
  return [...(context ? [] : ['context']), ...(metadata ? [] : ['metadata'])]
}

/** Decides a rename: the asset keeps its id, version and creation time, and what stood at the target may be replaced. */
export function decideRename(
  assets: Assets,
  resourceType: ResourceType,
  parameters: RenameParameters,
  { nowMs }: Moment,
  { replacedCharacters, publicIdLimit }: SettingValues,
): Decision {
  const { from_public_id: from, to_public_id: wanted, type, to_type: toType = type } = parameters
  const fault = faultOfPublicId(wanted, publicIdLimit)
  if (fault !== undefined) return refuse(400, fault)
  const publicId = keptPublicId(wanted, replacedCharacters)
  const asset = assets.find({ resourceType, type, publicId: from })
  if (!asset) return notFound(from)
  const target = assets.find({ resourceType, type: toType, publicId })
  if (target && !parameters.overwrite) return refuse(400, `to_public_id(${publicId}) already exists`)
  const renamed: Asset = { ...asset, publicId, type: toType, updatedAt: isoSeconds(nowMs) }
  const replaced = target && target.assetId !== asset.assetId ? [{ remove: target }] : []
  return {
    reply: { kind: 'asset', asset: renamed, omit: omitted(parameters) },
    changes: [{ put: renamed }, ...replaced],
  }
}
