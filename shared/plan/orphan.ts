import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { Entry } from '../model/entry.ts'
import { desiredAsset } from '../rules/desired-asset.ts'
import type { RuleMatch } from '../rules/rules.ts'
import type { Plan, Situation } from './situation.ts'

/** What a request without an answer may have left behind goes first, unless it is where the asset is to be. */
export function planOrphan({ bucket, entry, match, observation }: Situation): Plan | undefined {
  const desired =
    match.kind === 'matched' && observation.state === 'present'
      ? desiredAsset(match, { bucket, key: entry.key, object: observation })
      : undefined
  const isDesired = (address: AssetAddress) =>
    desired !== undefined && 'address' in desired && sameAddress(address, desired.address)
  const orphan = entry.orphans?.find((address) => !isDesired(address))
  if (!orphan) return undefined
  const reason = 'a request without an answer may have left an asset there'
  const spared = adoptedAsset(entry, match)
  return {
    kind: 'destroy',
    reason,
    address: orphan,
    invalidate: true,
    isDeletion: false,
    observation,
    ...(spared !== undefined && { spared }),
  }
}

/** ID of the key's asset that was there before it, and that goes only where a rule says so. */
export function adoptedAsset({ adopted }: Entry, match: RuleMatch): string | undefined {
  return match.kind === 'matched' && match.options.onDelete === 'destroy' ? undefined : adopted
}
