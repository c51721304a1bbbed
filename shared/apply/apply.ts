import type { Hold } from '../claim/claim.ts'
import type { Work } from '../claim/dependencies.ts'
import type { Introduction } from '../plan/create.ts'
import type { Plan } from '../plan/plan.ts'
import { applyDestroy } from './destroy.ts'
import { applyMove } from './move.ts'
import type { Recording } from './recording.ts'
import { applyRename } from './rename.ts'
import { applyUpdate } from './update.ts'
import { applyUpload } from './upload.ts'

/** A plan that calls Cloudinary. */
export type Mutation = Extract<Plan | Introduction, { kind: 'upload' | 'update' | 'destroy' | 'rename' | 'move' }>

/** Announces the request in the ledger, sends it, and returns how its answer is to be recorded. */
export async function apply(mutation: Mutation, hold: Hold, work: Work): Promise<Recording> {
  switch (mutation.kind) {
    case 'upload':
      return applyUpload(mutation, hold, work)
    case 'update':
      return applyUpdate(mutation, hold, work)
    case 'destroy':
      return applyDestroy(mutation, hold, work)
    case 'move':
      return applyMove(mutation, hold, work)
    case 'rename':
      return applyRename(mutation, hold, work)
  }
}
