import type { ResourceType } from '../asset.ts'
import type { Assets, Decision } from '../decision.ts'
import type { DestroyParameters } from '../parameters/upload.ts'

/** Decides a destroy; that there is no such asset is an answer, not an error. */
export function decideDestroy(assets: Assets, resourceType: ResourceType, parameters: DestroyParameters): Decision {
  const asset = assets.find({ resourceType, type: parameters.type, publicId: parameters.public_id })
  return asset
    ? { reply: { kind: 'body', body: { result: 'ok' } }, changes: [{ remove: asset }] }
    : { reply: { kind: 'body', body: { result: 'not found' } }, changes: [] }
}
