import type { Dependencies } from '../claim/dependencies.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { emptyEntry } from '../model/entry.ts'
import { compareKeys } from '../model/key-order.ts'
import { limits } from '../model/limits.ts'
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

/** True where the key has an asset, and no request for it may yet take effect. Its lease says nothing: it waits as this key does. */
async function isMovable({ ledger }: Dependencies, key: string): Promise<boolean> {
  const { applied, doubt } = (await ledger.readOther(key))?.entry ?? emptyEntry(key)
  return applied.state === 'asset' && doubt === undefined
}

/** True for the one key of a ring that makes way for the others. */
export function makesWay(key: string, ring: readonly string[]): boolean {
  return ring.every((other) => compareKeys(key, other) <= 0)
}
