import type { Dependencies } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { Entry } from '../model/entry.ts'
import { PermanentError, TransientError } from '../model/errors.ts'
import type { Row } from '../ports/rows.ts'
import { guardAnswer } from '../record/deletion.ts'
import { addressBusy, claimAddress, holdsAddress } from './claim-address.ts'
import { wishOf } from './ring.ts'

/**
 * Makes the key the owner of the address, or throws: transient while the present owner's asset is on its way out, permanent
 * where two objects want one public ID. The key's attempt must be in the ledger already, or another could take over from it.
 */
export async function acquireAddress(dependencies: Dependencies, address: AssetAddress, key: string): Promise<void> {
  const owner = await claimAddress(dependencies, address, key)
  if (owner === key) return
  if (owner === undefined) throw addressBusy(`another key has just taken public ID ${address.publicId}`)
  if (!(await callsFor(dependencies, owner, address))) throw await outgoing(dependencies, owner, address)
  const both = `${key} and ${owner} both want ${address.resourceType} ${address.publicId}`
  throw new PermanentError('public-id-taken', `${both}; rename or remove one of them`)
}

/** The owner's asset is to go: soon, or when an operator lets it, or fixes the owner's row. */
async function outgoing(
  { ledger }: Dependencies,
  owner: string,
  address: AssetAddress,
): Promise<TransientError | PermanentError> {
  const entry = await readOwner(ledger, owner)
  if (entry instanceof PermanentError) return entry
  if (guardAnswer(entry, address) !== 'withheld')
    return addressBusy(`waits until the asset of ${owner}, which is to go, has gone`)
  const reason = `the guard keeps the asset of ${owner}, which has to go first`
  return new TransientError('owner-withheld', reason, { kind: 'withheld' })
}

/** The owner's entry, or why it cannot be known what it has. One that newer code wrote is waited for. */
async function readOwner(ledger: Dependencies['ledger'], owner: string): Promise<Entry | PermanentError> {
  try {
    return (await ledger.read(owner)).entry
  } catch (thrown) {
    if (!(thrown instanceof PermanentError)) throw thrown
    const reason = `${owner} has the public ID, and nobody can tell what it has there: ${thrown.message}`
    return new PermanentError('owner-unreadable', reason, { cause: thrown })
  }
}

/** True where the key's object calls for an asset at this very address, or keeps what it has. */
async function callsFor(dependencies: Dependencies, key: string, address: AssetAddress): Promise<boolean> {
  const wish = await wishOf(dependencies, key)
  return typeof wish === 'string' ? wish === 'what it has' : sameAddress(wish.address, address)
}

/**
 * Makes sure that the key still owns the address of its asset, or throws as `acquireAddress` does: a rename that broke off
 * may have handed the address on, and the key may have come back since.
 */
export async function keepAddress(dependencies: Dependencies, address: AssetAddress, key: string): Promise<void> {
  if (!(await dependencies.owners.find(address, key))) await acquireAddress(dependencies, address, key)
}

/**
 * The key's row at an address that it is to give up; undefined where what is there is another key's. An owner that has
 * nothing there has the address of a rename that broke off, and the asset is still this key's: the address is taken back.
 */
export async function reclaimAddress(
  dependencies: Dependencies,
  address: AssetAddress,
  key: string,
): Promise<Row | undefined> {
  const found = await dependencies.owners.read(address)
  if (!found || found.owner === key) return found?.row
  if (await holdsAddress(dependencies, found.owner, address)) return undefined
  if (await dependencies.owners.takeOver(address, key, found.row)) return dependencies.owners.find(address, key)
  throw addressBusy(`${found.owner} has just acquired public ID ${address.publicId}`)
}

/** Gives up an address where the key has nothing left. Under a doubt an older upload may bring an asset back: then it stays. */
export async function freeAddress({ owners }: Pick<Dependencies, 'owners'>, row: Row, entry: Entry): Promise<void> {
  if (!entry.doubt) await owners.free(row)
}
