import { createHash } from 'node:crypto'
import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { AppliedAsset } from '../model/entry.ts'
import { PermanentError } from '../model/errors.ts'
import { isLabelled } from '../model/label.ts'
import type { Plan } from '../plan/plan.ts'
import { unknownAt } from '../record/doubt.ts'
import { recordApplied } from '../record/transitions.ts'
import { confirmAddress } from './address-differs.ts'
import { claimAddress } from './claim-address.ts'
import type { Effect } from './effect.ts'
import { acquireAddress, reclaimAddress } from './ownership.ts'
import { renameAsset } from './rename-asset.ts'

/** Moves a key's own asset to the address that the rules give it now; it keeps its identity. */
export async function applyMove(
  { applied, desired }: Extract<Plan, { kind: 'move' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  return moveAsset(claim, dependencies, {
    applied,
    to: desired.address,
    invalidate: desired.options.invalidate ?? true,
  })
}

/**
 * Moves a key's asset to an address that nobody wants, so that others that wait for its address, as it waits for one of
 * theirs, can move. From there it moves on by itself.
 */
export async function stepAside(applied: AppliedAsset, claim: Claim, dependencies: Dependencies): Promise<Effect> {
  const digest = createHash('sha256').update(`${dependencies.settings.bucket}/${claim.entry.key}`).digest('base64url')
  const to = { ...applied.address, publicId: `aside-${digest}` }
  const { isSent } = await moveAsset(claim, dependencies, { applied, to, invalidate: true })
  return { isSent, instead: { kind: 'move', reason: `makes way at ${to.publicId}, since others wait in a ring` } }
}

interface Move {
  readonly applied: AppliedAsset
  readonly to: AssetAddress
  readonly invalidate: boolean
}

async function moveAsset(claim: Claim, dependencies: Dependencies, { applied, to, invalidate }: Move): Promise<Effect> {
  const { key } = claim.entry
  await claim.announce('rename', to)
  await acquireAddress(dependencies, to, key)
  const ownerRow = await reclaimAddress(dependencies, applied.address, key)
  if (!ownerRow) {
    // What is there has passed to another key: this one has no asset any more.
    claim.entry = recordApplied(claim.entry, { state: 'nothing' })
    return { isSent: false }
  }
  const reached = await renameAsset(dependencies, applied, to, invalidate)
  if (!reached) {
    await confirmNotForeign(dependencies, to)
    claim.entry = recordApplied(claim.entry, unknownAt(applied.address))
    return { isSent: false }
  }
  const atMs = dependencies.clock.nowMs()
  claim.entry = recordApplied(claim.entry, { ...applied, address: reached, fingerprint: '', atMs })
  // Wherever it is, it is the key's own asset, with all that others have made of it: there it stays.
  if (!sameAddress(reached, to)) await claimAddress(dependencies, reached, key)
  await claim.save()
  await dependencies.owners.free(ownerRow)
  confirmAddress(to, reached)
  return { isSent: true }
}

/** Throws where someone else's asset is at the new address: the key's own then stays where it is. */
async function confirmNotForeign(dependencies: Dependencies, address: AssetAddress): Promise<void> {
  const found = await dependencies.assets.find(address, requestTimeMs(dependencies))
  if (!found || isLabelled(found.context, dependencies.settings.bucket)) return
  const where = `${address.resourceType} ${address.publicId}`
  const advice = 'remove it, or change the rules; the asset of this key stays where it is'
  throw new PermanentError('foreign-asset', `an asset that this service did not make is at ${where}; ${advice}`)
}
