import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { Entry } from '../model/entry.ts'
import { type Orphan, openOrphans, orphanAddress } from '../model/orphan.ts'
import { desiredAsset } from '../rules/desired-asset.ts'
import type { RuleMatch } from '../rules/rules.ts'
import type { Plan, Situation } from './situation.ts'

/** What a request may have left behind goes first, unless it is where the asset is to be. */
export function planOrphan(situation: Situation): Plan | undefined {
  const orphan = findOrphan(situation, ({ deletion }) => deletion === undefined)
  return orphan && clearAway(orphan, 'an asset of the key may have been left there, where none is to be', situation)
}

/** What the rules have replaced by an asset elsewhere goes last, when that one is there, and the guard is asked. */
export function planReplaced(situation: Situation): Plan | undefined {
  const orphan = findOrphan(situation, ({ deletion }) => deletion !== undefined)
  return orphan && clearAway(orphan, 'the asset that the key has elsewhere by the rules has taken its place', situation)
}

function findOrphan(
  { bucket, entry, match, observation, nowMs }: Situation,
  isMeant: (orphan: Orphan) => boolean,
): Orphan | undefined {
  const orphans = openOrphans(entry.orphans, nowMs).filter(isMeant)
  if (orphans.length === 0) return undefined
  const desired =
    match.kind === 'matched' && observation.state === 'present'
      ? desiredAsset(match, { bucket, key: entry.key, object: observation })
      : undefined
  const isDesired = (address: AssetAddress) =>
    desired !== undefined && 'address' in desired && sameAddress(address, desired.address)
  return orphans.find((orphan) => !isDesired(orphan))
}

/** Clears one of the key's orphans away; the guard is asked of one that is known to have been the key's asset. */
export function clearAway(orphan: Orphan, reason: string, { entry, match, observation }: Situation): Plan {
  const spared = adoptedAsset(entry, match)
  const isDeletion = orphan.deletion !== undefined
  return {
    kind: 'destroy',
    reason,
    address: orphanAddress(orphan),
    invalidate: true,
    isDeletion,
    observation,
    ...(spared !== undefined && { spared }),
  }
}

/** ID of the key's asset that was there before it, and that goes only where a rule says so. */
export function adoptedAsset({ adopted }: Entry, match: RuleMatch): string | undefined {
  return match.kind === 'matched' && match.options.onDelete === 'destroy' ? undefined : adopted
}

/** True where the asset is the one that is to stay; of an empty ID nobody knows which it was, so that all stay. */
export function isSpared(spared: string | undefined, assetId: string): boolean {
  return spared === '' || spared === assetId
}
