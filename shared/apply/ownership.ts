import type { Work } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { mayHold } from '../model/entry.ts'
import { PermanentError, TransientError } from '../model/errors.ts'
import type { Row } from '../ports/rows.ts'
import { takeOver } from '../record/transitions.ts'
import { treat } from '../rules/desired-asset.ts'

/** What owning an address reaches. */
type Owning = Pick<Work, 'owners' | 'ledger' | 'clock'>

/**
 * Makes the key the owner of the address, or throws: transient while the present owner's asset is on its way out, permanent
 * where two objects want one public ID. The key's attempt must be in the ledger already, or another could take over from it.
 */
export async function acquireAddress(work: Work, address: AssetAddress, key: string): Promise<void> {
  const owner = await claimAddress(work, address, key)
  if (owner === key) return
  if (owner === undefined) throw busy(`somebody else has just taken public ID ${address.publicId}`)
  if (!(await callsFor(work, owner, address))) throw await outgoing(work, owner)
  const both = `${key} and ${owner} both want ${address.resourceType} ${address.publicId}`
  throw new PermanentError('public-id-taken', `${both}; rename or remove one of them`)
}

/** The owner's asset is to go: soon, or when an operator lets it. */
async function outgoing({ ledger, guard }: Work, owner: string): Promise<TransientError> {
  const { entry } = await ledger.read(owner)
  const isKept = entry.withheldMs !== undefined && (await guard.isTripped())
  if (!isKept) return busy(`waits until the asset of ${owner}, which is to go, has gone`)
  const reason = `the guard keeps the asset of ${owner}, which has to go first`
  return new TransientError('owner-withheld', reason, { kind: 'withheld' })
}

/**
 * Makes the key the owner of the address if it is free, or if its owner can have nothing there: a worker that died may have
 * left it the row. Resolves with the owner; undefined where somebody else was faster.
 */
export async function claimAddress(work: Owning, address: AssetAddress, key: string): Promise<string | undefined> {
  const ownership = await work.owners.acquire(address, key)
  if (ownership.owned) return key
  if (await isHeldBy(work, ownership.by, address)) return ownership.by
  return (await work.owners.takeOver(address, key, ownership.row)) ? key : undefined
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

/**
 * Makes sure that the key still owns the address of its asset, or throws as `acquireAddress` does: a rename that broke off
 * may have handed the address on, and the key may have come back since.
 */
export async function keepAddress(work: Work, address: AssetAddress, key: string): Promise<void> {
  if (!(await work.owners.find(address, key))) await acquireAddress(work, address, key)
}

/**
 * The key's row at an address that it is to give up; undefined where what is there is another key's. An owner that has
 * nothing there has the address of a rename that broke off, and the asset is still this key's: the address is taken back.
 */
export async function reclaimAddress(work: Work, address: AssetAddress, key: string): Promise<Row | undefined> {
  const found = await work.owners.read(address)
  if (!found || found.owner === key) return found?.row
  if (await isHeldBy(work, found.owner, address)) return undefined
  if (await work.owners.takeOver(address, key, found.row)) return work.owners.find(address, key)
  throw busy(`${found.owner} has just acquired public ID ${address.publicId}`)
}

function busy(reason: string): TransientError {
  return new TransientError('address-busy', reason, { kind: 'waiting' })
}

async function isHeldBy({ ledger, clock }: Owning, key: string, address: AssetAddress): Promise<boolean> {
  const { entry } = await ledger.read(key)
  return mayHold(takeOver(entry, clock.nowMs()), address)
}
