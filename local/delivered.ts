import { type DeliveredAsset, deliveredAt, deliveryUrlOf } from '../operate/console/delivery.ts'
import { readCloudinaryUrl } from '../shared/ports/account.ts'

export type { DeliveredAsset } from '../operate/console/delivery.ts'

/** Where anyone can see an asset of an account, which is told by its CLOUDINARY_URL; undefined where not anyone may. */
export function publicUrlOf(cloudinaryUrl: string, asset: DeliveredAsset): string | undefined {
  const account = readCloudinaryUrl(cloudinaryUrl)
  if ('fault' in account || asset.type !== 'upload') return undefined
  return deliveredAt(asset, deliveryUrlOf(account).deliveryUrl)
}
