import pMap from 'p-map'
import { claimAddress } from '../apply/claim-address.ts'
import { writeMessage } from '../event/write-message.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Owners } from '../ledger/owners.ts'
import type { AssetAddress } from '../model/address.ts'
import { type Entry, isIdle, knowsAddress } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Guard } from '../ports/guard.ts'
import type { Queue } from '../ports/queue.ts'
import { distrustAttributes, distrustContent, lookFirst, noteOrphan } from '../record/transitions.ts'
import type { Difference } from './difference.ts'

/** What a repair reaches. */
export interface RepairDependencies {
  readonly bucket: string
  readonly ledger: Ledger
  readonly owners: Owners
  readonly queue: Queue
  readonly clock: Clock
  /** Asked before a key's second asset is deleted; without it none is. */
  readonly guard?: Guard
  /** True where new keys, and those refused for an asset that is there, may take equal assets over without sending bytes. */
  readonly adopts: boolean
}

/**
 * Queues a change for each difference. A worker believes the ledger: what only a look at the account has shown is noted there
 * first, unless the key has moved on meanwhile. Returns how many changes were queued.
 */
export async function repair(differences: readonly Difference[], dependencies: RepairDependencies): Promise<number> {
  const { bucket, queue, clock } = dependencies
  const noted = await pMap(differences, (difference) => note(difference, dependencies), {
    concurrency: limits.inspectionsAtOnce,
  })
  const keys = [...new Set(noted.flatMap((isMeant, index) => (isMeant ? (differences[index]?.key ?? []) : [])))]
  const atMs = clock.nowMs()
  await queue.send(keys.map((key) => writeMessage({ bucket, key, source: 'sweep', atMs })))
  return keys.length
}

/** Notes a difference in the ledger. False where nothing is to be done about it. */
async function note(difference: Difference, dependencies: RepairDependencies): Promise<boolean> {
  const { ledger, adopts } = dependencies
  const { key, reason, address } = difference
  if (reason === 'asset-foreign') return false
  if (reason === 'asset-extra') return address !== undefined && noteExtra(key, address, dependencies)
  const isUnchanged = (entry: Entry) => isIdle(entry) && isAsSeen(entry, difference)
  if (reason === 'asset-missing' || reason === 'asset-changed') return change(ledger, key, isUnchanged, distrustContent)
  if (reason === 'asset-relabelled') return change(ledger, key, isUnchanged, distrustAttributes)
  if (reason === 'only-in-source' && adopts) await change(ledger, key, isIdle, lookFirst)
  return true
}

/** Gives the key an asset that it is not known to have. A worker deletes it, or makes it what the object calls for. */
async function noteExtra(key: string, address: AssetAddress, dependencies: RepairDependencies): Promise<boolean> {
  const { ledger, guard } = dependencies
  const isMeant = (entry: Entry) => isIdle(entry) && !knowsAddress(entry, address)
  const entry = (await ledger.readOther(key))?.entry
  if (!entry || !isMeant(entry) || (await claimAddress(dependencies, address, key)) !== key) return false
  // The worker asks the guard about a key's only asset, and clears away a second one without asking.
  if (entry.applied.state !== 'nothing' && !(await guard?.admit())) return false
  return change(ledger, key, isMeant, (idle) => noteOrphan(idle, address))
}

/** Changes an idle entry. Where someone is at work on the key, or was just now, the difference is out of date. */
async function change(
  ledger: Ledger,
  key: string,
  isMeant: (entry: Entry) => boolean,
  transition: (entry: Entry) => Entry,
): Promise<boolean> {
  const read = await ledger.readOther(key)
  if (!read || !isMeant(read.entry)) return false
  return (await ledger.save(read, transition(read.entry))) !== undefined
}

function isAsSeen({ applied }: Entry, { seen }: Difference): boolean {
  return applied.state === 'asset' && applied.assetId === seen?.assetId && applied.version === seen.version
}
