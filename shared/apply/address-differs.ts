import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress, spellAddress } from '../model/address.ts'
import { isIdle } from '../model/entry.ts'
import { PermanentError } from '../model/errors.ts'
import { labelledKey } from '../model/label.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import type { UploadAnswer } from '../ports/assets.ts'
import { distrustContent, noteStray } from '../record/transitions.ts'
import { claimAddress } from './claim-address.ts'

/**
 * Throws where an answer shows the asset elsewhere than it was asked to be: a preset of the account renames, or Cloudinary has
 * replaced characters of the public ID. Its URL is then not the one that the key leads to.
 */
export function confirmAddress(asked: AssetAddress, given: AssetAddress, note = ''): void {
  if (sameAddress(asked, given)) return
  const both = `asked for ${spellAddress(asked)}, and was given ${spellAddress(given)}`
  throw new PermanentError(
    'address-differs',
    `${both}${note}; an upload preset renames, or Cloudinary takes no such name`,
  )
}

/** As `confirmAddress`, for an upload: what it has left elsewhere is remembered, to be cleared away. */
export async function confirmUploaded(
  asked: AssetAddress,
  { state, asset }: Extract<UploadAnswer, { asset: StoredAsset }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<void> {
  const given = asset.address
  if (sameAddress(asked, given)) return
  const { key } = claim.entry
  const { bucket } = dependencies.settings
  // Of those that were there before, only what an earlier request has left is the key's to clear away.
  if (state === 'existing' && labelledKey(asset.context, bucket) !== key) confirmAddress(asked, given)
  const owner = await claimAddress(dependencies, given, key)
  // Its own asset has other bytes now; anything else of the key's there is to be cleared away.
  const isOwn = claim.entry.applied.state !== 'nothing' && sameAddress(claim.entry.applied.address, given)
  if (owner === key) claim.entry = isOwn ? distrustContent(claim.entry) : noteStray(claim.entry, given)
  else if (owner !== undefined) await distrustOverwritten(dependencies, owner, given)
  confirmAddress(asked, given, owner === key || owner === undefined ? '' : `, which was the asset of ${owner}`)
}

/** Another key's asset has been overwritten: a sweep gives it its bytes again. */
async function distrustOverwritten({ ledger }: Dependencies, key: string, address: AssetAddress): Promise<void> {
  const read = await ledger.read(key)
  const { applied } = read.entry
  const isOverwritten = applied.state === 'asset' && sameAddress(applied.address, address)
  if (isOverwritten && isIdle(read.entry)) await ledger.save(read, distrustContent(read.entry))
}
