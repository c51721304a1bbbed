import { decodeEscapes, percentEncode } from './escape.ts'

type Context = Readonly<Record<string, string>>

/** Names of context that say where an asset comes from; no rule may set them. */
export const IDENTITY_PREFIX = 'source_'

/** The most characters that Cloudinary takes of a key's label. */
export const LABEL_CHARACTERS_MAX = 1024

/** The name of the context that says which upload an asset that was made in the background comes from. */
export const UPLOAD_TOKEN = 'source_upload'

/**
 * True where an asset's context says that it was made from this bucket. At an address that a key owns such an asset is the
 * key's own, whichever key the label names: a rename, perhaps a late one, may have brought it from there.
 */
export function isLabelled(context: Context, bucket: string): boolean {
  return context.source_bucket === bucket
}

/** True where another bucket's label claims the asset: another stage's, or another service's of this kind. */
export function isClaimedByOther(context: Context, bucket: string): boolean {
  return context.source_bucket !== undefined && context.source_bucket !== bucket
}

/** True where an asset of another bucket's would get the label that is meant for ours, `own`, whatever label that has by now. */
export function wouldChangeHands(
  { assetId, context }: { readonly assetId: string; readonly context: Context },
  wanted: Context,
  own: string | undefined,
): boolean {
  const bucket = wanted.source_bucket
  return assetId !== own && bucket !== undefined && isClaimedByOther(context, bucket)
}

/** Writes a key as a value of context, in which Cloudinary takes no control character and no space at an end. */
export function encodeLabel(key: string): string {
  return key.replace(/^\s|\s$|\p{Cc}|％(?=[0-9A-F]{2})/gu, percentEncode)
}

/** The key that an asset of the bucket's was made for; undefined where it is not the bucket's. */
export function labelledKey(context: Context, bucket: string): string | undefined {
  const label = isLabelled(context, bucket) ? context.source_key : undefined
  return label === undefined ? undefined : decodeEscapes(label)
}

/** True where the asset was made by the very upload that has this token. */
export function isMadeByUpload(context: Context, token: string): boolean {
  return context[UPLOAD_TOKEN] === token
}
