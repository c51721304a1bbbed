import type { CloudinaryAccount } from '../shared/ports/account.ts'

/** The Cloudinary account that the stack mirrors into: the stand-in's, or one outside. */
export interface MirroredAccount {
  /** A complete CLOUDINARY_URL, which is a secret where the account is real. */
  readonly url: string
  readonly cloudName: string
  /** The URL that every delivery URL begins with. */
  readonly deliveryUrl: string
  readonly isStandIn: boolean
}

/** An account that is not the stack's own: at Cloudinary, or a stand-in that runs by itself. */
export function outsideAccount(url: string, { cloudName, uploadPrefix }: CloudinaryAccount): MirroredAccount {
  const api = uploadPrefix === undefined ? undefined : URL.parse(uploadPrefix)
  const isElsewhere = api && !/(^|\.)cloudinary\.com$/.test(api.hostname)
  const deliveryUrl = `${isElsewhere ? api.origin : 'https://res.cloudinary.com'}/${cloudName}`
  return { url, cloudName, deliveryUrl, isStandIn: false }
}
