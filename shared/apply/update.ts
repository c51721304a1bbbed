import type { Hold } from '../claim/claim.ts'
import { requestTimeMs, type Work } from '../claim/dependencies.ts'
import type { Plan } from '../plan/plan.ts'
import { appliedByUpdate, madeBy } from '../record/answer.ts'
import { recordApplied, unknownAt } from '../record/transitions.ts'
import { keepAddress } from './ownership.ts'
import type { Recording } from './recording.ts'

/** Sets an asset's attributes without sending bytes. Where the asset is missing, the key has none. */
export async function applyUpdate(
  { applied, object, treatment }: Extract<Plan, { kind: 'update' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const { address } = treatment
  await hold.announce('update', address)
  await keepAddress(work, address, hold.entry.key)
  const { ours } = applied
  const asset = await work.assets.update({ address, treatment, ours, timeoutMs: requestTimeMs(work) })
  if (!asset) return (entry) => recordApplied(entry, unknownAt(address))
  const sent = { made: madeBy(treatment), object, atMs: work.clock.nowMs() }
  return (entry) => recordApplied(entry, appliedByUpdate(sent, asset, applied, treatment))
}
