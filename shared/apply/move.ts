import type { Hold } from '../claim/claim.ts'
import type { Work } from '../claim/dependencies.ts'
import type { Plan } from '../plan/plan.ts'
import { recordApplied, unknownAt } from '../record/transitions.ts'
import { acquireAddress, reclaimAddress } from './ownership.ts'
import type { Recording } from './recording.ts'
import { renameAsset } from './rename-asset.ts'

/** Moves a key's own asset to the address that the rules give it now; it keeps its identity. */
export async function applyMove(
  { applied, treatment }: Extract<Plan, { kind: 'move' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const { key } = hold.entry
  const { address, options } = treatment
  await hold.announce('rename', address)
  await acquireAddress(work, address, key)
  const ownerRow = await reclaimAddress(work, applied.address, key)
  // What is there has passed to another key: this one has no asset any more.
  if (!ownerRow) return (entry) => recordApplied(entry, { state: 'nothing' })
  const isMoved = await renameAsset(work, applied, address, options.invalidate ?? true)
  if (!isMoved) return (entry) => recordApplied(entry, unknownAt(applied.address))
  hold.entry = recordApplied(hold.entry, { ...applied, address, fingerprint: '', atMs: work.clock.nowMs() })
  await hold.save()
  await work.owners.release(ownerRow)
  return (entry) => entry
}
