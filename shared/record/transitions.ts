import { type AssetAddress, distinctAddresses, sameAddress } from '../model/address.ts'
import type { Applied, Attempt, Entry, Pending, Refusal } from '../model/entry.ts'
import type { Failure } from '../model/errors.ts'

/** True while another worker holds the key and may still be alive. */
export function isHeld(entry: Entry, nowMs: number, token: string): boolean {
  return entry.lease !== undefined && entry.lease.token !== token && entry.lease.untilMs > nowMs
}

/**
 * The entry as whoever takes the key now must read it:
 * - a lease that ran out is gone, and the attempt it left open is a doubt until that attempt's deadline, unless
 *   Cloudinary has said that it finishes it on its own;
 * - a doubt whose deadline has passed leaves what was applied unknown.
 */
export function takeOver(entry: Entry, nowMs: number): Entry {
  const { lease: _, attempt, ...rest } = entry
  if (attempt && entry.pending) return settleDoubt({ ...rest, attempt }, nowMs)
  return settleDoubt(attempt ? withDoubt(rest, attempt) : rest, nowMs)
}

/** Marks that a request without an answer may still take effect until the attempt's deadline. Doubts only grow. */
export function withDoubt(entry: Entry, attempt: Attempt): Entry {
  const { untilMs = 0, addresses = [] } = entry.doubt ?? {}
  const all = distinctAddresses([...addresses, attempt.address])
  return { ...entry, doubt: { untilMs: Math.max(attempt.deadlineMs, untilMs), addresses: all } }
}

function settleDoubt(entry: Entry, nowMs: number): Entry {
  if (!entry.doubt || entry.doubt.untilMs > nowMs) return entry
  const { doubt, strays = [], ...rest } = entry
  const applied = unknown(entry.applied, doubt.addresses)
  // A move without an answer may have brought the asset elsewhere than where it was last known to be.
  const beside = [...strays, ...doubt.addresses].filter(
    (address) => applied.state === 'nothing' || !sameAddress(address, applied.address),
  )
  return { ...rest, applied, ...(beside.length > 0 && { strays: distinctAddresses(beside) }) }
}

/** What is known of an address to which a request was sent whose outcome is not. */
export function unknownAt(address: AssetAddress): Applied {
  return { state: 'unknown', address, owned: true }
}

function unknown(applied: Applied, doubted: readonly AssetAddress[]): Applied {
  const last = doubted.at(-1)
  if (applied.state === 'nothing') return last ? { state: 'unknown', address: last, owned: false } : applied
  if (applied.state === 'unknown') return applied
  return unknownAt(applied.address)
}

/** Remembers that nothing is left at an address that a request without an answer may have reached. */
export function clearStray(entry: Entry, address: AssetAddress): Entry {
  const { strays = [], ...rest } = closeAttempt(entry)
  const left = strays.filter((stray) => !sameAddress(stray, address))
  return left.length === 0 ? rest : { ...rest, strays: left }
}

/** Takes the lease and announces the request that is about to be sent. */
export function openAttempt(entry: Entry, attempt: Attempt, leaseUntilMs: number): Entry {
  return { ...entry, lease: { token: attempt.token, untilMs: leaseUntilMs }, attempt }
}

/** Takes the announcement back: the request was answered, or never sent. */
export function closeAttempt(entry: Entry): Entry {
  const { attempt: _, pending: __, ...rest } = entry
  return rest
}

/** Cloudinary has taken the upload and finishes it on its own: its attempt stays open until it has landed. */
export function awaitUpload(entry: Entry, pending: Pending): Entry {
  return { ...entry, pending }
}

/** The attempt got no answer: it stays possible until its deadline. */
export function doubtAttempt(entry: Entry): Entry {
  return entry.attempt ? withDoubt(closeAttempt(entry), entry.attempt) : entry
}

/** Records what an answer says is at the key's address now. A doubt stays: an older request may yet change it. */
export function recordApplied(entry: Entry, applied: Applied): Entry {
  const without = applied.state === 'nothing' ? entry : clearStray(entry, applied.address)
  const { looksFirst: _, ...rest } = forgive(closeAttempt(without))
  return { ...rest, applied }
}

/** Remembers that an asset may be at the key's address already. */
export function lookFirst(entry: Entry): Entry {
  return { ...entry, looksFirst: true }
}

/** Remembers that the asset is not what was last applied: it is uploaded anew. */
export function distrustContent(entry: Entry): Entry {
  const { applied } = entry
  return applied.state === 'asset' ? { ...entry, applied: unknownAt(applied.address) } : entry
}

/** Remembers that the asset's attributes are not what was last applied: they are set anew. */
export function distrustAttributes(entry: Entry): Entry {
  const { applied } = entry
  return applied.state === 'asset' ? { ...entry, applied: { ...applied, fingerprint: '' } } : entry
}

/** Remembers an asset of the key's that the entry knows nothing of. Its only one may be equal: it is looked at first. */
export function noteStray(entry: Entry, address: AssetAddress): Entry {
  if (entry.applied.state === 'nothing')
    return lookFirst({ ...entry, applied: { state: 'unknown', address, owned: false } })
  return { ...entry, strays: distinctAddresses([...(entry.strays ?? []), address]) }
}

/** Gives the key back. */
export function release(entry: Entry): Entry {
  const { lease: _, ...rest } = entry
  return rest
}

/** Remembers since when the key has been absent, or forgets it where the key is there. */
export function noteAbsence(entry: Entry, absentSinceMs: number | undefined): Entry {
  if (absentSinceMs !== undefined) return { ...entry, absentSinceMs }
  const { absentSinceMs: _, withheldMs: __, isAdmitted: ___, ...rest } = entry
  return rest
}

/** Remembers that the guard has let the deletion through that is about to be tried. */
export function noteAdmitted(entry: Entry): Entry {
  return { ...entry, isAdmitted: true }
}

/** Remembers that the guard keeps the asset of a key that is gone. */
export function noteWithheld(entry: Entry, nowMs: number): Entry {
  return { ...entry, withheldMs: entry.withheldMs ?? nowMs }
}

/** Remembers by which rules the asset was found equal. */
export function noteEqual(entry: Entry, rules: string | undefined): Entry {
  const { looksFirst: _, ...rest } = entry
  const { applied } = rest
  if (rules === undefined || applied.state !== 'asset' || applied.rules === rules) return rest
  return { ...rest, applied: { ...applied, rules } }
}

/** Counts one more failure in a row. */
export function noteFailure(entry: Entry, failure: Failure): Entry {
  const count = (entry.failures?.count ?? 0) + 1
  return { ...entry, failures: { count, code: failure.code, reason: failure.reason } }
}

/** Forgets a refusal, and with `failures` the failures too: the change went well, or an operator asks to try again. */
export function forgive(entry: Entry, { failures }: { failures: boolean } = { failures: true }): Entry {
  const { failures: counted, refused: _, ...rest } = entry
  return failures || !counted ? rest : { ...rest, failures: counted }
}

/** Remembers the refusal, so that the same content and options are refused once. */
export function noteRefusal(entry: Entry, refused: Refusal): Entry {
  return { ...forgive(entry), refused }
}
