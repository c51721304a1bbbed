import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import type { AppliedAsset } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'
import type { Creation } from '../plan/create.ts'
import type { Plan } from '../plan/plan.ts'
import { closeAttempt } from '../record/transitions.ts'
import { applyDestroy } from './destroy.ts'
import type { Effect } from './effect.ts'
import { applyLook } from './look.ts'
import { applyMove, stepAside } from './move.ts'
import { applyRename } from './rename.ts'
import { makesWay, ringOf } from './ring.ts'
import { applyUpdate } from './update.ts'
import { applyUpload } from './upload.ts'

/** A plan that calls Cloudinary. */
export type Mutation = Extract<Plan | Creation, { kind: 'upload' | 'update' | 'destroy' | 'rename' | 'move' | 'look' }>

/**
 * Announces the request in the ledger, sends it, and records in the claim's draft what its answer says. Throws PermanentErrors and
 * TransientErrors; the attempt then is still open unless it was answered.
 */
export async function apply(mutation: Mutation, claim: Claim, dependencies: Dependencies): Promise<Effect> {
  try {
    return await applyAsDecided(mutation, claim, dependencies)
  } catch (thrown) {
    const isBusy = thrown instanceof TransientError && thrown.code === 'address-busy'
    const inTheWay = isBusy ? await assetInTheWay(mutation, claim, dependencies) : undefined
    if (!inTheWay) throw thrown
    claim.entry = closeAttempt(claim.entry)
    return await stepAside(inTheWay, claim, dependencies)
  }
}

/** The key's asset, where keys wait for each other's addresses in a ring, and this one makes way for them. */
async function assetInTheWay(
  mutation: Mutation,
  { entry: { key, applied } }: Claim,
  dependencies: Dependencies,
): Promise<AppliedAsset | undefined> {
  if (applied.state !== 'asset' || (mutation.kind !== 'move' && mutation.kind !== 'upload')) return undefined
  const ring = await ringOf(dependencies, key, mutation.desired.address)
  return ring.length > 0 && makesWay(key, ring) ? applied : undefined
}

function applyAsDecided(mutation: Mutation, claim: Claim, dependencies: Dependencies): Promise<Effect> {
  switch (mutation.kind) {
    case 'upload':
      return applyUpload(mutation, claim, dependencies)
    case 'update':
      return applyUpdate(mutation, claim, dependencies)
    case 'destroy':
      return applyDestroy(mutation, claim, dependencies)
    case 'look':
      return applyLook(mutation, claim, dependencies)
    case 'move':
      return applyMove(mutation, claim, dependencies)
    case 'rename':
      return applyRename(mutation, claim, dependencies)
  }
}
