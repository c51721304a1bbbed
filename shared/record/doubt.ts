import { type AssetAddress, distinctAddresses, sameAddress } from '../model/address.ts'
import type { Applied, AppliedAsset, Attempt, Entry, UnknownAsset } from '../model/entry.ts'
import type { StoredAsset } from '../model/stored-asset.ts'

/** Marks that a request without an answer may still take effect until the attempt's deadline. Doubts only grow. */
export function withDoubt(entry: Entry, attempt: Attempt): Entry {
  const { untilMs = 0, addresses = [] } = entry.doubt ?? {}
  const all = distinctAddresses([...addresses, attempt.address])
  return { ...entry, doubt: { untilMs: Math.max(attempt.deadlineMs, untilMs), addresses: all } }
}

/** A doubt whose deadline has passed leaves what was applied unknown, and orphans at the other addresses it was about. */
export function expireDoubt(entry: Entry, nowMs: number): Entry {
  if (!entry.doubt || entry.doubt.untilMs > nowMs) return entry
  const { doubt, orphans = [], ...rest } = entry
  const applied = appliedAfterDoubt(entry.applied, doubt.addresses)
  // A move without an answer may have brought the asset elsewhere than where it was last known to be.
  const beside = [...orphans, ...doubt.addresses].filter(
    (address) => applied.state === 'nothing' || !sameAddress(address, applied.address),
  )
  return { ...rest, applied, ...(beside.length > 0 && { orphans: distinctAddresses(beside) }) }
}

/** What is known of an address where the key has an asset of its own that is not what was last applied. */
export function unknownAt(address: AssetAddress): UnknownAsset {
  return { state: 'unknown', address, because: 'applied' }
}

/**
 * What was last recorded, where a look shows that nothing has been stored there since: the same asset, of the same version,
 * with the same bytes. Its attributes may be others, and those of a request that went unanswered are the key's own.
 */
export function unchangedSince({ applied }: Entry, found: StoredAsset): AppliedAsset | undefined {
  const before = applied.state === 'unknown' ? applied.before : undefined
  const isSame = before?.assetId === found.assetId && before.version === found.version
  const hasSameBytes = found.md5 !== undefined && before?.storedMd5 === found.md5
  const ours = { context: Object.keys(found.context), tags: found.tags }
  return before && isSame && hasSameBytes ? { ...before, fingerprint: '', ours } : undefined
}

function appliedAfterDoubt(applied: Applied, doubted: readonly AssetAddress[]): Applied {
  const last = doubted.at(-1)
  if (applied.state === 'unknown') return applied
  if (applied.state === 'asset') return { ...unknownAt(applied.address), before: applied }
  return last ? { state: 'unknown', address: last, because: applied.looksFirst ? 'found' : 'request' } : applied
}
