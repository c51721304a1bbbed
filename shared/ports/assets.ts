import type { AssetAddress } from '../model/address.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import type { Location } from './source.ts'

/** An upload of what is at `location`. */
export interface UploadRequest {
  readonly desired: DesiredAsset
  /** An s3:// or https:// URL that Cloudinary can read, or the bytes. */
  readonly location: Location
  readonly overwrite: boolean
  /** Where Cloudinary is to answer at once, to finish on its own, to mark the asset with the token, and to tell the URL, if there is one. */
  readonly background?: { readonly token: string; readonly notificationUrl?: string | undefined }
  readonly timeoutMs: number
}

/**
 * What came of an upload: it is stored; or overwrite was false and an asset was there, which then is described; or Cloudinary
 * finishes it on its own.
 */
export type UploadAnswer =
  | { readonly state: 'stored' | 'existing'; readonly asset: StoredAsset }
  | { readonly state: 'pending' }

/** A change of attributes. `ours` are the names and tags that were ours before: others keep theirs. */
export interface UpdateRequest {
  readonly address: AssetAddress
  readonly desired: DesiredAsset
  readonly ours: { readonly context: readonly string[]; readonly tags: readonly string[] }
  /** ID of the key's own asset: another one there, which another bucket's label claims, is left alone. */
  readonly own?: string
  readonly timeoutMs: number
}

/** A move of an asset; `invalidate` also takes the old URLs from the CDN. */
export interface RenameRequest {
  readonly from: AssetAddress
  readonly to: AssetAddress
  readonly invalidate: boolean
  readonly timeoutMs: number
}

/**
 * The Cloudinary account. Every call throws PermanentError or TransientError; a transient one says whether the request may
 * have had an effect. An upload whose source cannot be read throws the TransientError `source-unreadable`.
 */
export interface Assets {
  /** Uploads, in the background where the request says so. */
  upload(request: UploadRequest): Promise<UploadAnswer>
  /** Moves an asset, without overwriting; undefined where there is none, or another is at the new address. */
  rename(request: RenameRequest): Promise<StoredAsset | undefined>
  /** Sets the attributes without sending bytes; undefined where there is none that is the key's to change. */
  update(request: UpdateRequest): Promise<StoredAsset | undefined>
  /** Describes the asset at an address and changes nothing. */
  find(address: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined>
  /** The cloud that the account is for. */
  cloudName(): Promise<string>
  /**
   * Lets Cloudinary read an empty object, which it takes for no file: nothing is stored. Throws what keeps it from reading, and
   * from taking uploads at all.
   */
  readEmpty(address: AssetAddress, location: Location, timeoutMs: number): Promise<void>
  /** Destroys the asset; that there is none is as good. */
  destroy(address: AssetAddress, options: { readonly invalidate: boolean; readonly timeoutMs: number }): Promise<void>
}
