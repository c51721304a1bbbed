import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import type { Plan } from '../plan/plan.ts'
import { unknownAt } from '../record/doubt.ts'
import { recordApplied } from '../record/transitions.ts'
import type { Effect } from './effect.ts'
import { acquireAddress, reclaimAddress } from './ownership.ts'
import { renameAsset } from './rename-asset.ts'

/** Moves a key's own asset to the address that the rules give it now; it keeps its identity. */
export async function applyMove(
  { applied, desired }: Extract<Plan, { kind: 'move' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const { key } = claim.entry
  const { address, options } = desired
  await claim.announce('rename', address)
  await acquireAddress(dependencies, address, key)
  const ownerRow = await reclaimAddress(dependencies, applied.address, key)
  if (!ownerRow) {
    // What is there has passed to another key: this one has no asset any more.
    claim.entry = recordApplied(claim.entry, { state: 'nothing' })
    return { isSent: false }
  }
  const isMoved = await renameAsset(dependencies, applied, address, options.invalidate ?? true)
  if (!isMoved) {
    claim.entry = recordApplied(claim.entry, unknownAt(applied.address))
    return { isSent: true }
  }
  const atMs = dependencies.clock.nowMs()
  claim.entry = recordApplied(claim.entry, { ...applied, address, fingerprint: '', atMs })
  await claim.save()
  await dependencies.owners.free(ownerRow)
  return { isSent: true }
}
