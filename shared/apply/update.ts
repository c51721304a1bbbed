import type { Hold } from '../claim/hold.ts'
import type { Plan } from '../plan/plan.ts'
import { attributesOf, fingerprintOf } from '../plan/target.ts'
import { appliedByUpdate } from '../record/answer.ts'
import { recordApplied } from '../record/transitions.ts'
import { requestTimeMs, type Work } from '../work.ts'
import { keepAddress } from './ownership.ts'
import type { Recording } from './recording.ts'

/** Sets an asset's attributes without sending bytes. Where the asset is missing, the key has none. */
export async function applyUpdate(
  { address, object }: Extract<Plan, { kind: 'update' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const attributes = attributesOf(work.settings.bucket, hold.entry.key, object)
  await hold.announce('update', address)
  await keepAddress(work, address, hold.entry.key)
  const asset = await work.assets.update(address, attributes, requestTimeMs(work))
  if (!asset) return (entry) => recordApplied(entry, { state: 'unknown', address, owned: true })
  const sent = { address, object, fingerprint: fingerprintOf(attributes), atMs: work.clock.nowMs() }
  const content = { etag: object.etag, sizeBytes: object.sizeBytes }
  return (entry) => recordApplied(entry, appliedByUpdate(sent, asset, content))
}
