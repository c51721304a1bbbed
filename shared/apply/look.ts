import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import type { AssetAddress } from '../model/address.ts'
import { orphanAddress } from '../model/orphan.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import type { Plan } from '../plan/plan.ts'
import type { Row } from '../ports/rows.ts'
import { appliedByLook } from '../record/answer.ts'
import { unchangedSince } from '../record/doubt.ts'
import { noteOrphan, recordSeen } from '../record/transitions.ts'
import type { Effect } from './effect.ts'
import { isLookedFor } from './existing-asset.ts'
import { isDestroyable } from './last-look.ts'
import { reclaimAddress } from './ownership.ts'

/** What of the key's is at one of its addresses. `row` is its own there, undefined where what is there is another key's. */
interface Seen {
  readonly address: AssetAddress
  readonly row: Row | undefined
  readonly asset: StoredAsset | undefined
}

/**
 * Looks what the key has where that is not known: at its own address, and where a move without an answer may have brought it. No
 * request of the key's can change it any more, so that what is there is what the key has: it keeps its identity, whatever
 * becomes of it.
 */
export async function applyLook(
  { address }: Extract<Plan, { kind: 'look' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const own = await see(address, claim, dependencies)
  const moved = await findMoved(own, claim, dependencies)
  const { entry } = claim
  const atMs = dependencies.clock.nowMs()
  const { address: where, asset } = moved && !own.asset ? moved : own
  const applied = asset && (unchangedSince(entry, asset) ?? appliedByLook(where, asset, isLookedFor(entry), atMs))
  claim.entry = recordSeen(entry, applied ? { ...applied, address: where } : { state: 'nothing' })
  // There is one at either address: that at the key's own stays, and the other one goes when the guard lets it.
  if (moved && own.asset) claim.entry = noteOrphan(claim.entry, { ...moved.address, deletion: { state: 'unasked' } })
  await claim.save()
  if (own.row && !own.asset) await dependencies.owners.free(own.row)
  return { isSent: false }
}

/** The asset that was last recorded, where it is no longer at the key's own address and is at one of its others. */
async function findMoved(own: Seen, claim: Claim, dependencies: Dependencies): Promise<Seen | undefined> {
  const { applied, orphans = [] } = claim.entry
  const assetId = applied.state === 'unknown' ? applied.before?.assetId : undefined
  if (assetId === undefined || own.asset?.assetId === assetId) return undefined
  for (const orphan of orphans) {
    const seen = orphan.deletion ? undefined : await see(orphanAddress(orphan), claim, dependencies)
    if (seen?.asset?.assetId === assetId) return seen
  }
  return undefined
}

async function see(address: AssetAddress, claim: Claim, dependencies: Dependencies): Promise<Seen> {
  const row = await reclaimAddress(dependencies, address, claim.entry.key)
  const found = row && (await dependencies.assets.find(address, requestTimeMs(dependencies)))
  return { address, row, asset: isDestroyable(found, dependencies.settings.bucket) ? found : undefined }
}
