import type { AssetAddress } from './address.ts'
import type { Attributes } from './attributes.ts'

/**
 * How Cloudinary gets the bytes: it reads the bucket; or an https URL that pins the version where there is one; or the worker reads
 * them and sends them.
 */
export const TRANSFERS = ['s3', 'presigned', 'stream'] as const
export type Transfer = (typeof TRANSFERS)[number]

/** What the rules say of how an asset is made, beside its attributes. */
export interface UploadOptions {
  readonly uploadPreset?: string
  readonly eager?: readonly string[]
  readonly eagerAsync?: boolean
  readonly backup?: boolean
  /** Whether the CDN forgets old bytes and old URLs; left out, it does. */
  readonly invalidate?: boolean
  readonly notificationUrl?: string
  readonly transfer?: Transfer
  readonly onForeignAsset?: 'adopt' | 'refuse' | 'overwrite'
}

/** The asset that an object calls for by the rules. */
export interface DesiredAsset {
  readonly address: AssetAddress
  readonly attributes: Attributes
  readonly options: UploadOptions
  /** Digest of the attributes, equal where they are equal. */
  readonly fingerprint: string
  /** Digest of what decides on the attributes by the key's name alone (see rules/rules.ts). */
  readonly rules: string
}
