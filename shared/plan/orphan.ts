import { type AssetAddress, sameAddress } from '../model/address.ts'
import { desiredAsset } from '../rules/desired-asset.ts'
import type { Plan, Situation } from './situation.ts'

/** What a request may have left behind goes first, unless it is where the asset is to be. */
export function planOrphan({ bucket, entry, match, observation }: Situation): Plan | undefined {
  const desired =
    match.kind === 'matched' && observation.state === 'present'
      ? desiredAsset(match, { bucket, key: entry.key, object: observation })
      : undefined
  const isDesired = (address: AssetAddress) =>
    desired !== undefined && 'address' in desired && sameAddress(address, desired.address)
  const orphan = entry.orphans?.find((address) => !isDesired(address))
  if (!orphan) return undefined
  const reason = 'an asset of the key may have been left there, where none is to be'
  return { kind: 'destroy', reason, address: orphan, invalidate: true, isDeletion: false, observation }
}
