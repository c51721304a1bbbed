import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import { sameAddress } from '../model/address.ts'
import type { Plan } from '../plan/plan.ts'
import { clearDeletion, clearOrphan, closeAttempt, endLease, recordApplied } from '../record/transitions.ts'
import type { Effect } from './effect.ts'
import { changedSince, isDestroyable } from './last-look.ts'
import { freeAddress, reclaimAddress } from './ownership.ts'

/** Destroys an asset, if the key owns its address and it carries our source identity, and gives the address up. */
export async function applyDestroy(
  { address, invalidate, observation }: Extract<Plan, { kind: 'destroy' }>,
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
  if (isOurs) await assets.destroy(address, { invalidate, timeoutMs: requestTimeMs(dependencies) })
  const { applied, doubt } = claim.entry
  const isOrphan = applied.state !== 'nothing' && !sameAddress(applied.address, address)
  const without = isOrphan ? claim.entry : recordApplied(claim.entry, { state: 'nothing' })
  const cleared = clearOrphan(without, address)
  // Under a doubt the asset may come back; an orphan that goes says nothing of the key's own asset.
  claim.entry = endLease(doubt || isOrphan ? cleared : clearDeletion(cleared))
  await claim.save()
  if (ownerRow) await freeAddress(dependencies, ownerRow, claim.entry)
  return { isSent: isOurs }
}
