import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { PermanentError } from '../model/errors.ts'
import { isSpared } from '../plan/orphan.ts'
import type { Plan } from '../plan/plan.ts'
import { clearDeletion } from '../record/deletion.ts'
import { clearOrphan, closeAttempt, endLease, recordApplied } from '../record/transitions.ts'
import type { Effect } from './effect.ts'
import { changedSince, isDestroyable } from './last-look.ts'
import { freeAddress, reclaimAddress } from './ownership.ts'

/** Destroys an asset, if the key owns its address and it carries our source identity, and gives the address up. */
export async function applyDestroy(
  { address, invalidate, spared, observation }: Extract<Plan, { kind: 'destroy' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const { source, assets, settings } = dependencies
  const { key } = claim.entry
  await source.confirmBucket()
  await claim.announce('destroy', address)
  // An address without our row was never sent to, or has passed to another key: what is there is not this key's.
  const ownerRow = await reclaimAddress(dependencies, address, key)
  const asset = ownerRow && (await assets.find(address, requestTimeMs(dependencies)))
  const isOurs = isDestroyable(asset, settings.bucket)
  const observed = await changedSince(source, key, observation)
  if (observed) {
    claim.entry = closeAttempt(claim.entry)
    return { isSent: false, observed }
  }
  if (asset && isOurs && isSpared(spared, asset.assetId)) throw stays(address)
  if (isOurs) await assets.destroy(address, { invalidate, timeoutMs: requestTimeMs(dependencies) })
  const { applied, doubt } = claim.entry
  // What is over does not make the key a new one: what it was refused for stays remembered.
  const isOrphan = applied.state === 'nothing' || !sameAddress(applied.address, address)
  const without = isOrphan ? claim.entry : recordApplied(claim.entry, { state: 'nothing' })
  const cleared = clearOrphan(without, address)
  // Under a doubt the asset may come back; an orphan that goes says nothing of the key's own asset.
  claim.entry = endLease(doubt || isOrphan ? cleared : clearDeletion(cleared))
  await claim.save()
  if (ownerRow) await freeAddress(dependencies, ownerRow, claim.entry)
  return { isSent: isOurs }
}

/** The error where the key's asset was there before it, and no rule says that it may go. */
function stays({ resourceType, publicId }: AssetAddress): PermanentError {
  const found = `the asset at ${resourceType} ${publicId} was there before, and stays`
  return new PermanentError('foreign-asset', `${found}; remove it, or let a rule say onDelete: 'destroy'`)
}
