import { PermanentError, TransientError } from '../errors.ts'
import { type AssetAddress, type Entry, sameAddress } from '../record/entry.ts'
import { takeOver } from '../record/transitions.ts'
import { treat } from '../rules/treatment.ts'
import type { Work } from '../work.ts'

/**
 * Makes the key the owner of the address, or throws: transient while the present owner's asset is on its way out, permanent
 * where two objects want one public ID. The key's attempt must be in the ledger already, or another could take over from it.
 */
export async function acquireAddress(work: Work, address: AssetAddress, key: string): Promise<void> {
  const ownership = await work.owners.acquire(address, key)
  if (ownership.owned) return
  const { entry } = await work.ledger.read(ownership.by)
  if (holdsNothing(takeOver(entry, work.clock.nowMs()))) {
    if (await work.owners.takeOver(address, key, ownership.row)) return
    throw busy(`${ownership.by} has just taken public ID ${address.publicId}`)
  }
  if (!(await callsFor(work, ownership.by, address))) {
    throw busy(`waits until the asset of ${ownership.by}, which is to go, has gone`)
  }
  const both = `${key} and ${ownership.by} both want ${address.resourceType} ${address.publicId}`
  throw new PermanentError('public-id-taken', `${both}; rename or remove one of them`)
}

/** True where the key's object calls for an asset at this very address. */
async function callsFor(work: Work, key: string, address: AssetAddress): Promise<boolean> {
  const object = await work.source.observe(key)
  const governance = work.rules.govern(key)
  if (object.state === 'absent' || object.sizeBytes === 0 || governance.kind === 'ignored') return false
  const treatment = treat(governance, { bucket: work.settings.bucket, key, object })
  // One that cannot be treated now keeps what it has.
  return 'code' in treatment ? treatment.code !== 'public-id' : sameAddress(treatment.address, address)
}

function busy(reason: string): TransientError {
  return new TransientError('address-busy', reason, { kind: 'waiting' })
}

function holdsNothing(entry: Entry): boolean {
  return entry.applied.state === 'nothing' && !entry.attempt && !entry.doubt
}
