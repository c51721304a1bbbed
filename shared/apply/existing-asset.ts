import type { OwnAttributes } from '../model/attributes.ts'
import type { UploadOptions } from '../model/desired-asset.ts'
import { type Entry, knowsAddress } from '../model/entry.ts'
import { isClaimedByOther, isLabelled } from '../model/label.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import type { Sent } from '../record/stored-content.ts'

/** An asset that was found where one is to be created. */
export interface ExistingAsset {
  readonly sent: Sent
  readonly asset: StoredAsset
  /** True where the label says so, or it is the very asset that is recorded as the key's. */
  readonly isOurs: boolean
  /** True where another bucket's label claims it. */
  readonly isClaimed: boolean
}

/**
 * What is to become of an asset that is there already:
 * - keep: its bytes are those of the object, and it becomes the key's;
 * - overwrite: it is our own, or the rules say so;
 * - refuse: it is someone else's. Equal bytes prove nothing: they are public, and would let anyone take assets over.
 */
export function judgeExisting(
  { sent, asset, isOurs, isClaimed }: ExistingAsset,
  onForeignAsset: UploadOptions['onForeignAsset'],
): 'keep' | 'overwrite' | 'refuse' {
  if (isClaimed) return 'refuse'
  const isVerbatim = sent.object.etagIsMd5 && sent.made.preset === ''
  const isEqual = isVerbatim && asset.md5 === sent.object.etag
  if (isEqual && (isOurs || onForeignAsset === 'adopt')) return 'keep'
  return isOurs || onForeignAsset === 'overwrite' ? 'overwrite' : 'refuse'
}

/** True where an asset may be at the key's address that others may have added to. */
export function isLookedFor({ applied }: Entry): boolean {
  if (applied.state === 'unknown') return applied.because === 'found'
  return applied.state === 'nothing' && applied.looksFirst === true
}

/** Which of the asset's context and tags are ours: all, where a request of the key's own has left it there. */
export function attributesLeftBy(entry: Entry, { sent, asset, isOurs }: ExistingAsset): OwnAttributes {
  const isOwn = isOurs && knowsAddress(entry, sent.made.address) && !isLookedFor(entry)
  return isOwn ? { context: Object.keys(asset.context), tags: asset.tags } : { context: [], tags: [] }
}

/** Describes an existing asset for the judgement. */
export function existingAsset(sent: Sent, asset: StoredAsset, entry: Entry, bucket: string): ExistingAsset {
  const { context } = asset
  const isOurs = isLabelled(context, bucket) || isRecorded(entry, asset)
  return { sent, asset, isOurs, isClaimed: isClaimedByOther(context, bucket) }
}

/** Someone may have taken the label off. */
function isRecorded({ applied }: Entry, { assetId }: StoredAsset): boolean {
  if (applied.state === 'nothing') return false
  const recorded = applied.state === 'asset' ? applied.assetId : applied.before?.assetId
  return assetId !== '' && recorded === assetId
}
