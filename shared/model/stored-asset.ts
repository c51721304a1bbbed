import type { AssetAddress } from './address.ts'
import type { AccessRule } from './attributes.ts'

/** An asset as Cloudinary's answer describes it. */
export interface StoredAsset {
  /** Where it is: not always where it was asked to be. */
  readonly address: AssetAddress
  readonly assetId: string
  readonly version: number
  /** MD5 of the stored bytes, hexadecimal; undefined where the answer has none. */
  readonly md5: string | undefined
  readonly sizeBytes: number
  readonly context: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly accessControl: readonly AccessRule[] | undefined
}
