import { isDeepStrictEqual } from 'node:util'
import type { Hold } from '../claim/claim.ts'
import { requestTimeMs, type Work } from '../claim/dependencies.ts'
import { sameAddress } from '../model/address.ts'
import { isLabelled } from '../model/label.ts'
import type { Plan } from '../plan/plan.ts'
import { clearStray, closeAttempt, noteAbsence, recordApplied, release } from '../record/transitions.ts'
import { reclaimAddress } from './ownership.ts'
import type { Recording } from './recording.ts'

/** Destroys an asset, if the key owns its address and it carries our source identity, and gives the address up. */
export async function applyDestroy(
  { address, invalidate, observation }: Extract<Plan, { kind: 'destroy' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const { key } = hold.entry
  await work.source.confirmBucket()
  await hold.announce('destroy', address)
  // An address without our row was never sent to, or has passed to another key: what is there is not this key's.
  const ownerRow = await reclaimAddress(work, address, key)
  const asset = ownerRow && (await work.assets.find(address, requestTimeMs(work)))
  const ours = asset !== undefined && isLabelled(asset.context, work.settings.bucket)
  // What cannot be undone is decided on what S3 says at the last moment.
  if (!isDeepStrictEqual(await work.source.observe(key), observation)) return closeAttempt
  if (ours) await work.assets.destroy(address, { invalidate, timeoutMs: requestTimeMs(work) })
  const { applied } = hold.entry
  const isStray = applied.state !== 'nothing' && !sameAddress(applied.address, address)
  const without = isStray ? hold.entry : recordApplied(hold.entry, { state: 'nothing' })
  const cleared = clearStray(without, address)
  hold.entry = release(hold.entry.doubt ? cleared : noteAbsence(cleared, undefined))
  await hold.save()
  // Under a doubt an older upload may bring the asset back: the address stays ours until that is over.
  if (ownerRow && !hold.entry.doubt) await work.owners.release(ownerRow)
  return (entry) => entry
}
