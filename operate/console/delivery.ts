import type { AppliedAsset } from '../../shared/model/entry.ts'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'

/** Where people can see an asset. */
export interface AssetLinks {
  /** The asset as it was delivered last. */
  readonly delivery: string
  /** Small enough for a list, made by Cloudinary; undefined where it is no picture, or not for everyone. */
  readonly thumbnail: string | undefined
  /** Large enough to judge it by. */
  readonly preview: string | undefined
  /** Its page in Cloudinary's Media Library; undefined where the account is the stand-in's, which has none. */
  readonly mediaLibrary: string | undefined
}

/** What is delivered: an asset's address and its version. */
export interface DeliveredAsset {
  readonly resourceType: string
  readonly type: string
  readonly publicId: string
  readonly version: number
}

/** The account, as far as links depend on it. */
export interface LinkedAccount {
  readonly deliveryUrl: string
  readonly isStandIn: boolean
}

// WebP keeps transparency, and every browser shows it, whatever the original is.
const THUMBNAIL = 'c_fill,w_96,h_96,f_webp,q_auto'
const PREVIEW = 'c_limit,w_720,h_720,f_webp,q_auto'
const MEDIA_LIBRARY = 'https://cloudinary.com/console/media_library/asset'

/** What delivery URLs of an account begin with, and whether that is elsewhere than at Cloudinary, as with a stand-in. */
export function deliveryUrlOf({ cloudName, uploadPrefix }: CloudinaryAccount) {
  const api = uploadPrefix === undefined ? null : URL.parse(uploadPrefix)
  const isElsewhere = api !== null && !/(^|\.)cloudinary\.com$/.test(api.hostname)
  return { deliveryUrl: `${isElsewhere ? api.origin : 'https://res.cloudinary.com'}/${cloudName}`, isElsewhere }
}

/** The asset as it was delivered last, behind what delivery URLs of its account begin with. */
export function deliveredAt({ resourceType, type, publicId, version }: DeliveredAsset, deliveryUrl: string): string {
  return `${deliveryUrl}/${resourceType}/${type}/v${version}/${pathOf(publicId)}`
}

/** The links to an asset. Only Cloudinary resizes: no original is loaded to be shown small. */
export function linksOf({ address, version }: AppliedAsset, { deliveryUrl, isStandIn }: LinkedAccount): AssetLinks {
  const { resourceType, type, publicId } = address
  const path = pathOf(publicId)
  const base = `${deliveryUrl}/${resourceType}/${type}`
  const isPicture = type === 'upload' && (resourceType === 'image' || (resourceType === 'video' && !isStandIn))
  // A video's picture is of its beginning; the ending asks for one.
  const resized = (transformation: string) =>
    isPicture ? `${base}/${transformation}/v${version}/${path}${resourceType === 'video' ? '.webp' : ''}` : undefined
  return {
    delivery: deliveredAt({ ...address, version }, deliveryUrl),
    thumbnail: resized(THUMBNAIL),
    preview: resized(PREVIEW),
    mediaLibrary: isStandIn ? undefined : `${MEDIA_LIBRARY}/${resourceType}/${type}/${path}`,
  }
}

function pathOf(publicId: string): string {
  return publicId.split('/').map(encodeURIComponent).join('/')
}
