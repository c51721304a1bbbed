import type { Dependencies } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { type Entry, emptyEntry } from '../model/entry.ts'
import { compareKeys } from '../model/key-order.ts'
import { limits } from '../model/limits.ts'
import { plan } from '../plan/plan.ts'
import { expireLease } from '../record/transitions.ts'
import { desiredAsset } from '../rules/desired-asset.ts'

/** What a key calls for by the rules: an asset at an address, to keep what it has, or nothing. */
export type Wish = { readonly address: AssetAddress } | 'what it has' | 'nothing'

/** What the key's object calls for now. */
export async function wishOf({ source, rules, settings }: Dependencies, key: string): Promise<Wish> {
  const object = await source.observe(key)
  const match = rules.matchRule(key)
  if (object.state === 'absent' || object.sizeBytes === 0 || match.kind === 'ignored') return 'nothing'
  const desired = desiredAsset(match, { bucket: settings.bucket, key, object })
  if (!('code' in desired)) return desired
  // One that cannot be treated now keeps what it has.
  return desired.code === 'public-id' ? 'nothing' : 'what it has'
}

/**
 * Why the asset of another key stays where it is although its object calls for something else. Undefined where it is on its way, and
 * where all that keeps it is that it waits for an address of this very key: else each would be refused because of the other.
 */
export async function whyItStays(dependencies: Dependencies, other: Entry, key: string): Promise<string | undefined> {
  const first = await refusalOf(dependencies, other)
  let last = other
  let reason = first
  for (let length = 1; reason !== undefined && length <= limits.ringMax; length++) {
    if (last.refused?.code !== 'public-id-taken') return first
    const wish = await wishOf(dependencies, last.key)
    const owner = typeof wish === 'string' ? undefined : (await dependencies.owners.read(wish.address))?.owner
    if (owner === key) return undefined
    const next = owner === undefined ? undefined : await dependencies.ledger.readOther(owner)
    if (!next) return first
    last = next.entry
    reason = await refusalOf(dependencies, last)
  }
  return first
}

/** Why nothing is done for the key for now, by what was refused or cannot be done. */
async function refusalOf(
  { source, rules, settings, clock }: Dependencies,
  recorded: Entry,
): Promise<string | undefined> {
  const nowMs = clock.nowMs()
  const entry = expireLease(recorded, nowMs)
  const observation = await source.observe(entry.key)
  const match = rules.matchRule(entry.key)
  const next = plan({ bucket: settings.bucket, settleMs: 0, nowMs, entry, observation, match })
  const stays = next.kind === 'refuse' || (next.kind === 'skip' && (next.refused || next.archived))
  return stays ? next.reason : undefined
}

/**
 * The keys that wait for each other's addresses, where the key is one of them: the owner of the address that it wants calls for
 * an address whose owner calls for another, and so on, back to one of the key's own. Empty where there is no such ring, or where
 * one of them cannot move yet: the asset that makes way would be away from its address for as long.
 */
export async function ringOf(
  dependencies: Dependencies,
  key: string,
  wanted: AssetAddress,
): Promise<readonly string[]> {
  const ring = [key]
  let address = wanted
  for (let length = 1; length <= limits.ringMax; length++) {
    const owner = (await dependencies.owners.read(address))?.owner
    if (owner === undefined) return []
    if (owner === key) return ring
    if (!(await isMovable(dependencies, owner))) return []
    const wish = await wishOf(dependencies, owner)
    if (typeof wish === 'string' || sameAddress(wish.address, address)) return []
    ring.push(owner)
    address = wish.address
  }
  return []
}

/**
 * True where the key has an asset, no request for it may yet take effect, and its move was not refused. Its lease says nothing: it
 * waits as this key does.
 */
async function isMovable(dependencies: Dependencies, key: string): Promise<boolean> {
  const entry = (await dependencies.ledger.readOther(key))?.entry ?? emptyEntry(key)
  if (entry.applied.state !== 'asset' || entry.doubt !== undefined) return false
  return (await refusalOf(dependencies, entry)) === undefined
}

/** True for the one key of a ring that makes way for the others. */
export function makesWay(key: string, ring: readonly string[]): boolean {
  return ring.every((other) => compareKeys(key, other) <= 0)
}
