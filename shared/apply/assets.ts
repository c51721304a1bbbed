import type { AssetAddress } from '../record/entry.ts'
import type { Attributes } from '../rules/attributes.ts'
import { type AccessRule, IDENTITY_PREFIX } from '../rules/schema.ts'
import type { Treatment } from '../rules/treatment.ts'

/** An asset as Cloudinary's answer describes it. */
export interface StoredAsset {
  readonly assetId: string
  readonly version: number
  /** MD5 of the stored bytes, hexadecimal; undefined where the answer has none. */
  readonly md5: string | undefined
  readonly sizeBytes: number
  readonly context: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly accessControl: readonly AccessRule[] | undefined
}

/** An upload that Cloudinary is to pull from `location`. */
export interface UploadRequest {
  readonly treatment: Treatment
  /** An s3:// or https:// URL that Cloudinary can read. */
  readonly location: string
  readonly overwrite: boolean
  /** Where Cloudinary is to answer at once, to finish on its own, to mark the asset with the token, and to tell the URL. */
  readonly background?: { readonly token: string; readonly notificationUrl: string }
  readonly timeoutMs: number
}

/**
 * What came of an upload: it is stored; or overwrite was false and an asset was there, which then is described; or Cloudinary
 * finishes it on its own.
 */
export type UploadAnswer =
  | { readonly state: 'stored' | 'existing'; readonly asset: StoredAsset }
  | { readonly state: 'pending' }

/** The name of the context that says which upload an asset that was made in the background comes from. */
export const UPLOAD_TOKEN = 'source_upload'

/** A change of attributes. `ours` are the names and tags that were ours before: others keep theirs. */
export interface UpdateRequest {
  readonly address: AssetAddress
  readonly treatment: Treatment
  readonly ours: { readonly context: readonly string[]; readonly tags: readonly string[] }
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
  /** Sets the attributes without sending bytes; undefined where there is no such asset. */
  update(request: UpdateRequest): Promise<StoredAsset | undefined>
  /** Describes the asset at an address and changes nothing. */
  find(address: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined>
  /** Destroys the asset; that there is none is as good. */
  destroy(address: AssetAddress, options: { readonly invalidate: boolean; readonly timeoutMs: number }): Promise<void>
}

/** The attributes that an asset is to have, given those that it has: ours replaced, those of others kept. */
export function mergeAttributes(attributes: Attributes, asset: StoredAsset, ours: UpdateRequest['ours']): Attributes {
  const foreign = Object.entries(asset.context).filter(
    ([name]) => !ours.context.includes(name) && !name.startsWith(IDENTITY_PREFIX),
  )
  const context = { ...Object.fromEntries(foreign), ...attributes.context }
  // Rules that say nothing of tags leave alone what others have set, and not what earlier rules have.
  if (!attributes.tags && ours.tags.length === 0) return { ...attributes, context }
  const tags = [...asset.tags.filter((tag) => !ours.tags.includes(tag)), ...(attributes.tags ?? [])]
  return { ...attributes, context, tags: [...new Set(tags)].sort() }
}
