import { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { type Applied, type AppliedAsset, isAdopted } from '../model/entry.ts'
import { classify, PermanentError } from '../model/errors.ts'
import type { Creation } from '../plan/create.ts'
import { noteAdoption, recordApplied } from '../record/transitions.ts'
import { confirmAddress } from './address-differs.ts'
import { claimAddress } from './claim-address.ts'
import type { Effect } from './effect.ts'
import { changed, confirmGone } from './last-look.ts'
import { acquireAddress } from './ownership.ts'
import { giveBack, recordNoRename, recordRename } from './record-rename.ts'
import { renameAsset } from './rename-asset.ts'

/**
 * Moves the asset of a key that is gone to this key. Both keys are claimed and both announce it, so that a rename without
 * an answer leaves both in doubt. Never waits for the second while holding the first.
 */
export async function applyRename(
  { from: seen, desired }: Extract<Creation, { kind: 'rename' }>,
  to: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const { from, asset } = await claimSource(dependencies, seen, to.token)
  // Should its answer never come, the new key still knows that the asset was there before.
  if (isAdopted(from.entry)) to.entry = { ...to.entry, adopted: asset.assetId }
  await to.announce('rename', desired.address)
  await from.announce('rename', asset.address)
  let reached: AssetAddress | undefined
  try {
    await confirmGone(dependencies.source, from.entry.key)
    await obtainAddress(dependencies, { from, to }, asset.address, desired.address)
    // Names that differ only in their extension share an address: the asset just changes hands.
    const isThere = sameAddress(asset.address, desired.address)
    const ownerRow = isThere ? undefined : await dependencies.owners.find(asset.address, from.entry.key)
    const invalidate = desired.options.invalidate ?? true
    reached = isThere ? asset.address : await renameAsset(dependencies, asset, desired.address, invalidate)
    if (!reached) {
      await recordNoRename(from, to, asset.address)
      return { isSent: true }
    }
    // In the draft at once: whatever fails from here on, the new key is saved with its asset, or left with its attempt.
    const atMs = dependencies.clock.nowMs()
    const recorded = recordApplied(to.entry, { ...asset, address: reached, fingerprint: '', atMs })
    to.entry = isAdopted(from.entry) ? noteAdoption(recorded) : recorded
    if (!sameAddress(reached, desired.address)) await claimAddress(dependencies, reached, to.entry.key)
    await recordRename(dependencies, { from, to }, ownerRow)
    confirmAddress(desired.address, reached)
    return { isSent: true }
  } catch (thrown) {
    await giveBack(from, reached !== undefined || classify(thrown).effect === 'unknown')
    throw thrown
  }
}

/** Claims the key whose asset is to move. Throws where it is not any more what the plan was made for. */
async function claimSource(
  dependencies: Dependencies,
  { key, applied }: { readonly key: string; readonly applied: Applied },
  token: string,
): Promise<{ readonly from: Claim; readonly asset: AppliedAsset }> {
  const from = await claimOther(dependencies, key, token)
  const asset = from?.entry.applied
  const isBusy = !from || from.entry.doubt || from.entry.attempt
  if (isBusy || asset?.state !== 'asset' || !isSameAsset(asset, applied)) throw changed(key)
  return { from, asset }
}

/** A row that cannot be read any more is that key's own trouble. */
async function claimOther(dependencies: Dependencies, key: string, token: string): Promise<Claim | undefined> {
  try {
    return await Claim.on(dependencies, key, token)
  } catch (thrown) {
    if (thrown instanceof PermanentError) return undefined
    throw thrown
  }
}

function isSameAsset(a: AppliedAsset, b: Applied): boolean {
  return b.state === 'asset' && a.assetId === b.assetId && a.version === b.version && sameAddress(a.address, b.address)
}

async function obtainAddress(
  dependencies: Dependencies,
  { from, to }: { readonly from: Claim; readonly to: Claim },
  before: AssetAddress,
  after: AssetAddress,
): Promise<void> {
  const { owners } = dependencies
  const row = sameAddress(before, after) ? await owners.find(after, from.entry.key) : undefined
  if (row && (await owners.takeOver(after, to.entry.key, row))) return
  await acquireAddress(dependencies, after, to.entry.key)
}
