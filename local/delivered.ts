import { readCloudinaryUrl } from '../shared/ports/account.ts'

/** An asset, as a worker tells of it in its log. */
export interface ToldAsset {
  readonly resourceType: string
  readonly type: string
  readonly publicId: string
  readonly version: number
}

/** Where anyone can see an asset of an account, which is told by its CLOUDINARY_URL; undefined where not anyone may. */
export function deliveryUrlOf(
  cloudinaryUrl: string,
  { resourceType, type, publicId, version }: ToldAsset,
): string | undefined {
  const account = readCloudinaryUrl(cloudinaryUrl)
  if ('fault' in account || type !== 'upload') return undefined
  const { cloudName, uploadPrefix } = account
  const api = uploadPrefix === undefined ? null : URL.parse(uploadPrefix)
  const isStandIn = api !== null && !/(^|\.)cloudinary\.com$/.test(api.hostname)
  const origin = isStandIn ? api.origin : 'https://res.cloudinary.com'
  const path = publicId.split('/').map(encodeURIComponent).join('/')
  return `${origin}/${cloudName}/${resourceType}/upload/v${version}/${path}`
}
