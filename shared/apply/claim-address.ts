import type { Dependencies } from '../claim/dependencies.ts'
import type { AssetAddress } from '../model/address.ts'
import { mayHaveAsset } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'
import { expireLease } from '../record/transitions.ts'

/** What owning an address reaches. */
type Owning = Pick<Dependencies, 'owners' | 'ledger' | 'clock'>

/**
 * Makes the key the owner of the address if it is free, or if its owner can have nothing there: a worker that died may have
 * left it the row. Resolves with the owner; undefined where another worker was faster.
 */
export async function claimAddress(
  dependencies: Owning,
  address: AssetAddress,
  key: string,
): Promise<string | undefined> {
  const ownership = await dependencies.owners.acquire(address, key)
  if (ownership.owned) return key
  if (await holdsAddress(dependencies, ownership.by, address)) return ownership.by
  return (await dependencies.owners.takeOver(address, key, ownership.row)) ? key : undefined
}

/** The error where an address is being handed over. */
export function addressBusy(reason: string): TransientError {
  return new TransientError('address-busy', reason, { kind: 'waiting' })
}

/** True where the key has an asset at the address, or may yet get one there. A row that nobody can read may say so. */
export async function holdsAddress({ ledger, clock }: Owning, key: string, address: AssetAddress): Promise<boolean> {
  const recorded = await ledger.readOther(key)
  return !recorded || mayHaveAsset(expireLease(recorded.entry, clock.nowMs()), address)
}
