import type { Claim } from '../claim/claim.ts'
import { writeMessage } from '../event/write-message.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import { limits } from '../model/limits.ts'
import { isLiftable, isSameRefusal, type Refusal, retryAfter } from '../model/refusal.ts'
import { noteLetter, noteRefusal } from '../record/failures.ts'
import { noteOrphanRefusal } from '../record/transitions.ts'
import { refusalDigestOf } from '../rules/desired-asset.ts'
import type { ChangeContext } from './change-context.ts'
import type { Cause, Outcome } from './outcome.ts'
import { waitSeconds } from './pace.ts'

/**
 * Puts the change into the dead-letter queue, and only then remembers that it was refused. `isUsedUp` where it is only that tries
 * are used up: what stood in the way may pass, so that a sweep tries again later. The same refusal writes one letter, for as
 * long as the queue keeps it. Where a request without an answer may yet leave something, the change comes back for that.
 */
export async function refuse(context: ChangeContext, cause: Cause, { isUsedUp = false } = {}): Promise<Outcome> {
  const { change, dependencies, claim } = context
  const { code, reason } = cause
  if (!claim && code === 'malformed-entry') return refuseUnreadable(context, cause)
  const nowMs = dependencies.clock.nowMs()
  const refusal = claim && refusalOf(context, cause, isUsedUp || isLiftable(code), nowMs)
  const letterMs = refusal ? refusal.letterMs : lastingLetter(claim?.entry.failures?.letterMs, nowMs)
  const isToldOf = letterMs !== undefined
  if (!isToldOf) await writeLetter(context, cause)
  if (claim && refusal) claim.entry = noteRefusal(claim.entry, { letterMs: nowMs, ...refusal })
  else if (claim && !isToldOf) claim.entry = noteLetter(claim.entry, nowMs)
  await claim?.finish()
  const { doubt } = claim?.entry ?? {}
  const comesBack = doubt && { delaySeconds: waitSeconds(doubt.untilMs, dependencies.clock) }
  return { key: change.key, result: 'refused', code, reason, mutations: context.mutations, ...comesBack }
}

/**
 * Remembers that one of the key's assets beside its own does not go, and tells of it once: the key itself goes on, and a sweep tries
 * again later.
 */
export async function refuseOrphan(
  context: ChangeContext,
  claim: Claim,
  { address, code, reason }: Cause & { readonly address: AssetAddress },
): Promise<void> {
  const nowMs = context.dependencies.clock.nowMs()
  const last = claim.entry.orphans?.find((orphan) => sameAddress(orphan, address))?.refused
  const letterMs = lastingLetter(last?.letterMs, nowMs)
  if (letterMs === undefined) await writeLetter(context, { code, reason })
  const retry = retryAfter(nowMs, (last?.retry.times ?? 0) + 1)
  claim.entry = noteOrphanRefusal(claim.entry, address, { code, reason, letterMs: letterMs ?? nowMs, retry })
}

/** Puts the change into the dead-letter queue, with its reason. */
export async function writeLetter({ change, dependencies }: ChangeContext, { code, reason }: Cause): Promise<void> {
  const { queue, settings, clock } = dependencies
  const { key } = change
  const body = writeMessage({ bucket: settings.bucket, key, source: 'refusal', atMs: clock.nowMs() })
  await queue.reject(body, { code, reason, key })
}

/** There is no entry in which it could be remembered: the damaged row itself says that a letter was written. */
async function refuseUnreadable(context: ChangeContext, cause: Cause): Promise<Outcome> {
  const { change, dependencies, mutations } = context
  const { ledger, clock } = dependencies
  const { key, redrivenMs = 0 } = change
  const letterMs = lastingLetter(await ledger.letterOfUnreadable(key), clock.nowMs())
  // A letter that was redriven is not in the queue any more.
  if (letterMs === undefined || redrivenMs > letterMs) {
    await writeLetter(context, cause)
    await ledger.noteLetterOfUnreadable(key, clock.nowMs())
  }
  const { code, reason } = cause
  return { key, result: 'refused', code, reason, mutations }
}

/** Remembers that an archived object cannot be read until it is restored. That is no dead letter: its event follows. */
export function noteArchived(context: ChangeContext, reason: string): void {
  const { claim, dependencies } = context
  const refusal = claim && refusalOf(context, { code: 'archived', reason }, false, dependencies.clock.nowMs())
  if (claim && refusal && !isSameRefusal(claim.entry.refused, refusal)) claim.entry = noteRefusal(claim.entry, refusal)
}

/** What is to be remembered of a refusal; undefined where S3 has not said what was refused. */
function refusalOf(
  { change, dependencies, claim, observed }: ChangeContext,
  { code, reason }: Cause,
  mayPass: boolean,
  atMs: number,
): Refusal | undefined {
  if (!observed) return undefined
  const match = dependencies.rules.matchRule(change.key)
  const rules = match.kind === 'matched' ? match.digest : ''
  const isThere = observed.state === 'present'
  const digest = isThere && match.kind === 'matched' ? refusalDigestOf(match, observed) : ''
  const { etag, sizeBytes, lastModifiedMs } = isThere ? observed : { etag: '', sizeBytes: 0, lastModifiedMs: 0 }
  const last = claim?.entry.refused
  const first = { code, etag, lastModifiedMs, digest, ...(mayPass && { retry: retryAfter(atMs, 1) }) }
  const isSame = isSameRefusal(last, first)
  const retry = isSame ? retryAfter(atMs, (last?.retry?.times ?? 0) + 1) : first.retry
  const letterMs = isSame ? lastingLetter(last?.letterMs, atMs) : undefined
  return {
    ...{ etag, sizeBytes, lastModifiedMs, rules, digest, code, reason, atMs },
    ...(letterMs !== undefined && { letterMs }),
    ...(mayPass && retry && { retry }),
  }
}

/** When a dead letter was written that the queue still keeps, unless someone has purged it. */
export function lastingLetter(letterMs: number | undefined, nowMs: number): number | undefined {
  return letterMs !== undefined && nowMs - letterMs < limits.deadLetterMs ? letterMs : undefined
}
