import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import type { Creation } from '../plan/create.ts'
import type { Plan } from '../plan/plan.ts'
import { applyDestroy } from './destroy.ts'
import type { Effect } from './effect.ts'
import { applyMove } from './move.ts'
import { applyRename } from './rename.ts'
import { applyUpdate } from './update.ts'
import { applyUpload } from './upload.ts'

/** A plan that calls Cloudinary. */
export type Mutation = Extract<Plan | Creation, { kind: 'upload' | 'update' | 'destroy' | 'rename' | 'move' }>

/**
 * Announces the request in the ledger, sends it, and records in the claim's draft what its answer says. Throws PermanentErrors and
 * TransientErrors; the attempt then is still open unless it was answered.
 */
export async function apply(mutation: Mutation, claim: Claim, dependencies: Dependencies): Promise<Effect> {
  switch (mutation.kind) {
    case 'upload':
      return applyUpload(mutation, claim, dependencies)
    case 'update':
      return applyUpdate(mutation, claim, dependencies)
    case 'destroy':
      return applyDestroy(mutation, claim, dependencies)
    case 'move':
      return applyMove(mutation, claim, dependencies)
    case 'rename':
      return applyRename(mutation, claim, dependencies)
  }
}
