import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import type { Plan } from '../plan/plan.ts'
import { appliedByUpdate, madeBy } from '../record/answer.ts'
import { unknownAt } from '../record/doubt.ts'
import { recordApplied } from '../record/transitions.ts'
import { confirmAddress } from './address-differs.ts'
import type { Effect } from './effect.ts'
import { keepAddress } from './ownership.ts'

/** Sets an asset's attributes without sending bytes. Where the asset is missing, or another bucket's, the key has none. */
export async function applyUpdate(
  { applied, object, desired }: Extract<Plan, { kind: 'update' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const { address } = desired
  await claim.announce('update', address)
  await keepAddress(dependencies, address, claim.entry.key)
  const timeoutMs = requestTimeMs(dependencies)
  const asset = await dependencies.assets.update({
    address,
    desired,
    ours: applied.ours,
    own: applied.assetId,
    timeoutMs,
  })
  if (asset) confirmAddress(address, asset.address)
  const sent = { made: madeBy(desired), object: { ...object, isDated: false }, atMs: dependencies.clock.nowMs() }
  const found = asset ? appliedByUpdate(sent, asset, applied, desired) : unknownAt(address)
  claim.entry = recordApplied(claim.entry, found)
  return { isSent: asset !== undefined }
}
