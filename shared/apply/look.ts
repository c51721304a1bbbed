import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import type { Plan } from '../plan/plan.ts'
import { appliedByLook } from '../record/answer.ts'
import { unchangedSince } from '../record/doubt.ts'
import { recordSeen } from '../record/transitions.ts'
import type { Effect } from './effect.ts'
import { isLookedFor } from './existing-asset.ts'
import { isDestroyable } from './last-look.ts'
import { reclaimAddress } from './ownership.ts'

/**
 * Looks what the key has at its own address, where that is not known. No request of the key's can change it any more, so that
 * what is there is what the key has: it keeps its identity, whatever becomes of it.
 */
export async function applyLook(
  { address }: Extract<Plan, { kind: 'look' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const ownerRow = await reclaimAddress(dependencies, address, claim.entry.key)
  const found = ownerRow && (await dependencies.assets.find(address, requestTimeMs(dependencies)))
  const isOurs = isDestroyable(found, dependencies.settings.bucket)
  if (found && isOurs) {
    const { entry } = claim
    const applied =
      unchangedSince(entry, found) ?? appliedByLook(address, found, isLookedFor(entry), dependencies.clock.nowMs())
    claim.entry = recordSeen(entry, applied)
    await claim.save()
    return { isSent: false }
  }
  claim.entry = recordSeen(claim.entry, { state: 'nothing' })
  await claim.save()
  if (ownerRow) await dependencies.owners.free(ownerRow)
  return { isSent: false }
}
