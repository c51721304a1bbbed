import { type AssetAddress, sameAddress } from '../model/address.ts'
import { renameContent } from '../model/content.ts'
import type { Applied, AppliedAsset, Attempt, Entry } from '../model/entry.ts'
import type { Failure } from '../model/errors.ts'
import type { ObservedObject } from '../model/observation.ts'
import { type Orphan, orphanAddress, withOrphan } from '../model/orphan.ts'
import { mayBeAdopted } from '../model/refusal.ts'
import { expireDoubt, unknownAt, withDoubt } from './doubt.ts'
import { clearFailures } from './failures.ts'

/** True while another worker holds the key and may still be alive. */
export function isLeased(entry: Entry, nowMs: number, token: string): boolean {
  return entry.lease !== undefined && entry.lease.token !== token && entry.lease.untilMs > nowMs
}

/**
 * The entry as a worker that takes the key now must read it:
 * - a lease that ran out is gone, and the attempt it left open is a doubt until that attempt's deadline, unless
 *   Cloudinary has said that it finishes it on its own;
 * - a doubt whose deadline has passed leaves what was applied unknown.
 */
export function expireLease(entry: Entry, nowMs: number): Entry {
  const { lease: _, attempt, ...rest } = entry
  if (attempt?.background) return expireDoubt({ ...rest, attempt }, nowMs)
  return expireDoubt(attempt ? withDoubt(rest, attempt) : rest, nowMs)
}

/** Takes the lease and announces the request that is about to be sent. */
export function openAttempt(entry: Entry, attempt: Attempt, leaseUntilMs: number): Entry {
  return { ...entry, lease: { token: attempt.token, untilMs: leaseUntilMs }, attempt }
}

/** Takes the announcement back: the request was answered, or never sent. */
export function closeAttempt(entry: Entry): Entry {
  const { attempt: _, ...rest } = entry
  return rest
}

/** Cloudinary has taken the upload and finishes it on its own: its attempt stays open until it has landed. */
export function continueInBackground(entry: Entry, background: Required<Attempt>['background']): Entry {
  return entry.attempt ? { ...entry, attempt: { ...entry.attempt, background } } : entry
}

/** The attempt got no answer: it stays possible until its deadline. */
export function doubtAttempt(entry: Entry): Entry {
  return entry.attempt ? withDoubt(closeAttempt(entry), entry.attempt) : entry
}

/** What a failure leaves of the attempt. What Cloudinary finishes on its own goes on, whatever else has failed. */
export function failAttempt(entry: Entry, { effect }: Pick<Failure, 'effect'>): Entry {
  if (entry.attempt?.background) return entry
  return effect === 'unknown' ? doubtAttempt(entry) : closeAttempt(entry)
}

/** Gives the key back. */
export function endLease(entry: Entry): Entry {
  const { lease: _, ...rest } = entry
  return rest
}

/**
 * Records what an answer says is at the key's address now. A doubt stays: an older request may yet change it. An answer that does not
 * tell what is there is no success: what was counted for the key stays.
 */
export function recordApplied(entry: Entry, applied: Applied): Entry {
  if (applied.state === 'unknown') {
    const { refused: _, ...rest } = closeAttempt(clearOrphan(entry, applied.address))
    return { ...rest, applied }
  }
  if (applied.state !== 'nothing')
    return { ...clearFailures(closeAttempt(clearOrphan(entry, applied.address))), applied }
  const { adopted: _, ...rest } = clearFailures(closeAttempt(entry))
  return { ...rest, applied }
}

/** Records what a look found at the key's address. That is no success: what was counted for the key stays. */
export function recordSeen(entry: Entry, applied: AppliedAsset | { readonly state: 'nothing' }): Entry {
  if (applied.state === 'asset') return { ...clearOrphan(entry, applied.address), applied }
  const { adopted: _, ...rest } = closeAttempt(entry)
  return { ...rest, applied }
}

/** Records an asset that was uploaded. One that the key had elsewhere is an orphan now, and goes when the guard lets it. */
export function recordUploaded(entry: Entry, applied: Applied): Entry {
  const before = entry.applied
  const recorded = recordApplied(entry, applied)
  if (before.state === 'nothing' || applied.state === 'nothing') return recorded
  if (sameAddress(before.address, applied.address)) return recorded
  const isKnown = before.state === 'asset' || before.because === 'applied'
  return noteOrphan(recorded, { ...before.address, ...(isKnown && { deletion: { state: 'unasked' } }) })
}

/** Remembers that the key's asset was there before, and was taken over. */
export function noteAdoption(entry: Entry): Entry {
  return entry.applied.state === 'asset' ? { ...entry, adopted: entry.applied.assetId } : entry
}

/** Remembers that nothing is left at an address that a request without an answer may have reached. */
export function clearOrphan(entry: Entry, address: AssetAddress): Entry {
  const { orphans = [], ...rest } = closeAttempt(entry)
  const left = orphans.filter((orphan) => !sameAddress(orphan, address))
  return left.length === 0 ? rest : { ...rest, orphans: left }
}

/** Remembers that what is left of the key's at an address does not go: it is tried again later, and nothing waits for it. */
export function noteOrphanRefusal(entry: Entry, address: AssetAddress, refused: NonNullable<Orphan['refused']>): Entry {
  const { orphans = [], ...rest } = closeAttempt(entry)
  return { ...rest, orphans: orphans.map((one) => (sameAddress(one, address) ? { ...one, refused } : one)) }
}

/** Remembers an asset of the key's that the entry knows nothing of. Its only one may be equal: it is looked at first. */
export function noteOrphan(entry: Entry, orphan: Orphan): Entry {
  const address = orphanAddress(orphan)
  if (entry.applied.state === 'nothing') return { ...entry, applied: { state: 'unknown', address, because: 'found' } }
  return { ...entry, orphans: withOrphan(entry.orphans, orphan) }
}

/** Remembers an asset that an answer has shown elsewhere than where the key's is to be: it is cleared away. */
export function noteStray(entry: Entry, address: AssetAddress): Entry {
  return { ...entry, orphans: withOrphan(entry.orphans, address) }
}

/**
 * Remembers that an equal asset may be at the address of a key that has none. What was refused for such an asset is tried again; if
 * that comes to the same, it is the same refusal, and no second letter.
 */
export function lookFirst(entry: Entry): Entry {
  if (entry.applied.state !== 'nothing') return entry
  const { refused } = entry
  const due = refused && { refused: { ...refused, retry: { times: refused.retry?.times ?? 1, atMs: 0 } } }
  return { ...entry, applied: { state: 'nothing', looksFirst: true }, ...(mayBeAdopted(entry) && due) }
}

/** Remembers that the asset is not what was last applied: it is uploaded again. By its ID it is still told from someone else's. */
export function distrustContent(entry: Entry): Entry {
  const { applied } = entry
  return applied.state === 'asset' ? { ...entry, applied: { ...unknownAt(applied.address), before: applied } } : entry
}

/** Remembers that the asset's attributes are not what was last applied: they are set again. */
export function distrustAttributes(entry: Entry): Entry {
  const { applied } = entry
  return applied.state === 'asset' ? { ...entry, applied: { ...applied, fingerprint: '' } } : entry
}

/** Remembers by which rules the asset was found equal, and by which names of its object; or that there is nothing to look for any more. */
export function markInSync(
  entry: Entry,
  found: { readonly rules: string; readonly object: ObservedObject } | undefined,
): Entry {
  const { applied } = entry
  if (applied.state === 'nothing') return { ...entry, applied: { state: 'nothing' } }
  if (!found || applied.state !== 'asset') return entry
  return {
    ...entry,
    applied: { ...applied, rules: found.rules, content: renameContent(applied.content, found.object) },
  }
}
