import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { type Entry, isIdle, keepsAsset } from '../model/entry.ts'
import { PermanentError, TransientError } from '../model/errors.ts'
import type { Row } from '../ports/rows.ts'
import { guardAnswer } from '../record/deletion.ts'
import { expireLease } from '../record/transitions.ts'
import { addressBusy, claimAddress, holdsAddress } from './claim-address.ts'
import { type Wish, whyItStays, wishOf } from './ring.ts'

/**
 * Makes the key the owner of the address, or throws: transient while the present owner's asset is on its way out, permanent
 * where two objects want one public ID. The key's attempt must be in the ledger already, or another could take over from it.
 * With `takesKept` it also becomes the owner of an asset that is only kept for a key whose object is gone.
 */
export async function acquireAddress(
  dependencies: Dependencies,
  address: AssetAddress,
  key: string,
  { takesKept = false } = {},
): Promise<void> {
  const owner = await claimAddress(dependencies, address, key)
  if (owner === key) return
  if (owner === undefined) throw justTaken(address)
  const wish = await wishOf(dependencies, owner)
  if (isMeant(wish, address))
    throw taken(`${key} and ${owner} both want ${nameOf(address)}; rename or remove one of them`)
  const entry = await readOwner(dependencies.ledger, owner)
  const isKeptHere = wish === 'nothing' && isKept(dependencies, entry, address)
  const stays = isKeptHere ? 'it is kept, and its object is gone' : await whyItStays(dependencies, entry, key)
  if (stays === undefined) throw outgoing(entry, address)
  if (isAtWork(entry, dependencies)) throw addressBusy(`another worker is at work on ${owner}, whose asset stays`)
  // Someone may have removed it by hand: then there is nothing in the way.
  const isThere = await dependencies.assets.find(address, requestTimeMs(dependencies))
  if (isThere && !(isKeptHere && takesKept)) {
    const advice = `rename ${key}, remove that asset${isKeptHere ? ", or let a rule say onForeignAsset: 'overwrite'" : ''}`
    throw taken(`${key} wants ${nameOf(address)}, where the asset of ${owner} stays: ${stays}; ${advice}`)
  }
  const found = await dependencies.owners.read(address)
  const isTaken = found?.owner === owner && (await dependencies.owners.takeOver(address, key, found.row))
  if (!isTaken) throw justTaken(address)
  await confirmAtRest(dependencies, { address, key, owner })
}

/**
 * A key that came back meanwhile has announced its request before it looked whether the address is still its own: then it gets
 * the address back.
 */
async function confirmAtRest(
  dependencies: Dependencies,
  { address, key, owner }: { readonly address: AssetAddress; readonly key: string; readonly owner: string },
): Promise<void> {
  if (!isAtWork(await readOwner(dependencies.ledger, owner), dependencies)) return
  const row = await dependencies.owners.find(address, key)
  if (row) await dependencies.owners.takeOver(address, owner, row)
  throw addressBusy(`${owner}, whose asset was kept, has come back`)
}

function isAtWork(entry: Entry, { clock }: Dependencies): boolean {
  return !isIdle(expireLease(entry, clock.nowMs()))
}

function taken(reason: string): PermanentError {
  return new PermanentError('public-id-taken', reason)
}

function justTaken({ publicId }: AssetAddress): TransientError {
  return addressBusy(`another key has just taken public ID ${publicId}`)
}

function nameOf({ resourceType, publicId }: AssetAddress): string {
  return `${resourceType} ${publicId}`
}

/** True where the wish is for an asset at this very address, or for what the key has. */
function isMeant(wish: Wish, address: AssetAddress): boolean {
  return typeof wish === 'string' ? wish === 'what it has' : sameAddress(wish.address, address)
}

/** True where the key's own asset is at the address, and stays there although the object is gone. */
function isKept({ rules }: Dependencies, entry: Entry, address: AssetAddress): boolean {
  const { applied, key } = entry
  if (applied.state === 'nothing' || !sameAddress(applied.address, address)) return false
  const match = rules.matchRule(key)
  return keepsAsset(entry, match.kind === 'matched' ? match.options.onDelete : undefined)
}

/** The owner's asset is to go: soon, or when an operator lets it. */
function outgoing(entry: Entry, address: AssetAddress): TransientError {
  const { key } = entry
  if (guardAnswer(entry, address) !== 'withheld')
    return addressBusy(`waits until the asset of ${key}, which is to go, has gone`)
  const reason = `the guard keeps the asset of ${key}, which has to go first`
  return new TransientError('owner-withheld', reason, { kind: 'withheld' })
}

/** The owner's entry. Throws where it cannot be known what it has; one that newer code wrote is waited for. */
async function readOwner(ledger: Dependencies['ledger'], owner: string): Promise<Entry> {
  try {
    return (await ledger.read(owner)).entry
  } catch (thrown) {
    if (!(thrown instanceof PermanentError)) throw thrown
    const reason = `${owner} has the public ID, and nobody can tell what it has there: ${thrown.message}`
    throw new PermanentError('owner-unreadable', reason, { cause: thrown })
  }
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
