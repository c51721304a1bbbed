import type { CloudinaryAccount } from '../shared/ports/account.ts'

/** The Cloudinary account that the stack mirrors into: the stand-in's, or one outside. */
export interface MirroredAccount {
  /** A complete CLOUDINARY_URL, which is a secret where the account is real. */
  readonly url: string
  readonly cloudName: string
  readonly isStandIn: boolean
  /** Where the stand-in answers; undefined for an account outside. */
  readonly origin?: string
}

/** An account that is not the stack's own: at Cloudinary, or a stand-in that runs by itself. */
export function outsideAccount(url: string, { cloudName }: CloudinaryAccount): MirroredAccount {
  return { url, cloudName, isStandIn: false }
}
