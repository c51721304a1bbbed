import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import type { AssetAddress } from '../model/address.ts'
import type { Row } from '../ports/rows.ts'
import { clearDeletion } from '../record/deletion.ts'
import { unknownAt } from '../record/doubt.ts'
import { closeAttempt, doubtAttempt, endLease, recordApplied } from '../record/transitions.ts'

/** Records the new key first: a crash in between leaves the old key in doubt, which costs a look and no upload. */
export async function recordRename(
  { owners }: Pick<Dependencies, 'owners'>,
  { from, to }: { readonly from: Claim; readonly to: Claim },
  ownerRow: Row | undefined,
): Promise<void> {
  await to.save()
  from.entry = endLease(clearDeletion(recordApplied(from.entry, { state: 'nothing' })))
  await from.save()
  if (ownerRow) await owners.free(ownerRow)
}

/** There was nothing to rename, or the new address was taken: nobody knows any more what the old key has. */
export async function recordNoRename(from: Claim, to: Claim, address: AssetAddress): Promise<void> {
  from.entry = endLease(recordApplied(from.entry, unknownAt(address)))
  to.entry = closeAttempt(to.entry)
  await from.save()
}

/** Leaves the old key free, and in doubt where the asset may have gone. If that fails, its lease runs out into a doubt. */
export async function giveBack(from: Claim, isInDoubt: boolean): Promise<void> {
  from.entry = isInDoubt ? doubtAttempt(from.entry) : closeAttempt(from.entry)
  await from.finish().catch(() => undefined)
}
