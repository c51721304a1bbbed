import {
  faultOfAssetFolder,
  faultOfDisplayName,
  faultOfTags,
  faultOfWholeContext,
} from '../../../local/cloudinary/parameters/limits.ts'
import type { MediaRequest } from './media.ts'

/** Why Cloudinary would refuse a value of the request, by the limits that its reference states; undefined where it would not. */
export function faultOfValues(request: MediaRequest): string | undefined {
  if (request.kind !== 'upload' && request.kind !== 'update') return undefined
  const { context, tags = [], placement } = request
  return (
    faultOfAssetFolder(placement?.assetFolder) ??
    faultOfDisplayName(placement?.displayName) ??
    faultOfTags(tags) ??
    faultOfWholeContext(context)
  )
}
