import type { UploadOptions } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import { type ExistingAsset, isLookedFor, judgeExisting } from './existing-asset.ts'

/** What is wished of someone else's asset: an operator's sweep that adopts has asked for it, unless a rule says otherwise. */
export function foreignWish(
  entry: Entry,
  onForeignAsset: UploadOptions['onForeignAsset'],
): NonNullable<UploadOptions['onForeignAsset']> {
  return onForeignAsset ?? (isLookedFor(entry) ? 'adopt' : 'refuse')
}

/** True where these very bytes may be at the key's address already: a look is worth more than another upload. */
export function mayBeThere(entry: Entry): boolean {
  const { doubt, applied } = entry
  if (isLookedFor(entry)) return true
  // A request without an answer may have stored them.
  return applied.state === 'unknown' ? applied.because !== 'access' : doubt !== undefined
}

/** True where the bytes that the key has now may take the place of the asset: it is the key's own, or a rule says so. */
export function isReplaceable(
  entry: Entry,
  existing: ExistingAsset,
  onForeignAsset: UploadOptions['onForeignAsset'],
): boolean {
  const judgement = judgeExisting(existing, foreignWish(entry, onForeignAsset))
  // Where the key's own has these bytes already, its access or its preset is what differs.
  return judgement === 'overwrite' || (judgement === 'keep' && existing.isOurs && !mayBeThere(entry))
}
