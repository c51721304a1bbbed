import type { Attributes } from '../plan/target.ts'
import type { AssetAddress } from '../record/entry.ts'

/** An asset as Cloudinary's answer describes it. */
export interface StoredAsset {
  readonly assetId: string
  readonly version: number
  /** MD5 of the stored bytes, hexadecimal; undefined where the answer has none. */
  readonly md5: string | undefined
  readonly sizeBytes: number
  readonly context: Readonly<Record<string, string>>
}

/** An upload that Cloudinary is to pull from `location`. */
export interface UploadRequest {
  readonly address: AssetAddress
  /** An s3:// or https:// URL that Cloudinary can read. */
  readonly location: string
  readonly attributes: Attributes
  readonly overwrite: boolean
  readonly timeoutMs: number
}

/**
 * The Cloudinary account. Every call throws PermanentError or TransientError; a transient one says whether the request may
 * have had an effect. An upload whose source cannot be read throws the TransientError `source-unreadable`.
 */
export interface Assets {
  /** Uploads; `existing` is true where overwrite was false and an asset was there, which then is what is described. */
  upload(request: UploadRequest): Promise<{ readonly asset: StoredAsset; readonly existing: boolean }>
  /** Moves an asset, without overwriting; undefined where there is none, or another is at the new address. */
  rename(from: AssetAddress, to: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined>
  /** Sets the attributes without sending bytes; undefined where there is no such asset. */
  update(address: AssetAddress, attributes: Attributes, timeoutMs: number): Promise<StoredAsset | undefined>
  /** Describes the asset at an address and changes nothing. */
  find(address: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined>
  /** Destroys the asset; that there is none is as good. */
  destroy(address: AssetAddress, timeoutMs: number): Promise<void>
}
