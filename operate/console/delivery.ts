import type { AppliedAsset } from '../../shared/model/entry.ts'

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

/** The account, as far as links depend on it. */
export interface LinkedAccount {
  readonly deliveryUrl: string
  readonly isStandIn: boolean
}

// WebP keeps transparency, and every browser shows it, whatever the original is.
const THUMBNAIL = 'c_fill,w_96,h_96,f_webp,q_auto'
const PREVIEW = 'c_limit,w_720,h_720,f_webp,q_auto'
const MEDIA_LIBRARY = 'https://cloudinary.com/console/media_library/asset'

/** The links to an asset. Only Cloudinary resizes: no original is loaded to be shown small. */
export function linksOf({ address, version }: AppliedAsset, { deliveryUrl, isStandIn }: LinkedAccount): AssetLinks {
  const { resourceType, type, publicId } = address
  const path = publicId.split('/').map(encodeURIComponent).join('/')
  const base = `${deliveryUrl}/${resourceType}/${type}`
  const isPicture = type === 'upload' && (resourceType === 'image' || (resourceType === 'video' && !isStandIn))
  // A video's picture is of its beginning; the ending asks for one.
  const resized = (transformation: string) =>
    isPicture ? `${base}/${transformation}/v${version}/${path}${resourceType === 'video' ? '.webp' : ''}` : undefined
  return {
    delivery: `${base}/v${version}/${path}`,
    thumbnail: resized(THUMBNAIL),
    preview: resized(PREVIEW),
    mediaLibrary: isStandIn ? undefined : `${MEDIA_LIBRARY}/${resourceType}/${type}/${path}`,
  }
}
