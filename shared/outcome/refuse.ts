import { writeMessage } from '../event/write-message.ts'
import { limits } from '../model/limits.ts'
import type { Refusal } from '../model/refusal.ts'
import { noteRefusal } from '../record/transitions.ts'
import { refusalDigestOf } from '../rules/desired-asset.ts'
import type { ChangeContext } from './change-context.ts'
import type { Cause, Outcome } from './outcome.ts'

/** Refusals that something else than the object may lift: another key or another asset. */
const LIFTABLE: readonly string[] = ['public-id-taken', 'owner-unreadable', 'foreign-asset']

/**
 * Puts the change into the dead-letter queue, and only then remembers that it was refused. `isUsedUp` where it is only that tries
 * are used up: what stood in the way may pass, so that a sweep tries again later. The same refusal writes one letter, for as
 * long as the queue keeps it.
 */
export async function refuse(context: ChangeContext, cause: Cause, { isUsedUp = false } = {}): Promise<Outcome> {
  const { change, dependencies, claim } = context
  const { code, reason } = cause
  if (!claim && code === 'malformed-entry') return refuseUnreadable(context, cause)
  const nowMs = dependencies.clock.nowMs()
  const refusal = claim && refusalOf(context, cause, isUsedUp || LIFTABLE.includes(code), nowMs)
  const isToldOf = refusal?.letterMs !== undefined
  if (!isToldOf) await writeLetter(context, cause)
  if (claim && refusal) claim.entry = noteRefusal(claim.entry, { letterMs: nowMs, ...refusal })
  await claim?.finish()
  return { key: change.key, result: 'refused', code, reason, mutations: context.mutations }
}

async function writeLetter({ change, dependencies }: ChangeContext, { code, reason }: Cause): Promise<void> {
  const { queue, settings, clock } = dependencies
  const { key } = change
  const body = writeMessage({ bucket: settings.bucket, key, source: 'refusal', atMs: clock.nowMs() })
  await queue.reject(body, { code, reason, key })
}

/** There is no entry in which it could be remembered: the damaged row itself says that a letter was written. */
async function refuseUnreadable(context: ChangeContext, cause: Cause): Promise<Outcome> {
  const { change, dependencies, mutations } = context
  const { ledger, clock } = dependencies
  const { key, redriven } = change
  const letterMs = await ledger.letterOfUnreadable(key)
  const isToldOf = letterMs !== undefined && clock.nowMs() - letterMs < limits.deadLetterMs
  // A letter that is redriven is not in the queue any more.
  if (!isToldOf || redriven) {
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
  isLiftable: boolean,
  atMs: number,
): Refusal | undefined {
  if (!observed) return undefined
  const match = dependencies.rules.matchRule(change.key)
  const rules = match.kind === 'matched' ? match.digest : ''
  const isThere = observed.state === 'present'
  const digest = isThere && match.kind === 'matched' ? refusalDigestOf(match, observed) : ''
  const { etag, sizeBytes, lastModifiedMs } = isThere ? observed : { etag: '', sizeBytes: 0, lastModifiedMs: 0 }
  const last = claim?.entry.refused
  const isSame = isSameRefusal(last, { code, etag, lastModifiedMs, digest })
  const times = (isSame ? (last?.retry?.times ?? 0) : 0) + 1
  const letterMs = isSame && atMs - (last?.letterMs ?? 0) < limits.deadLetterMs ? last?.letterMs : undefined
  return {
    etag,
    sizeBytes,
    lastModifiedMs,
    rules,
    digest,
    code,
    reason,
    atMs,
    ...(letterMs !== undefined && { letterMs }),
    ...(isLiftable && { retry: { atMs: atMs + liftPauseMs(times), times } }),
  }
}

/** True where both are of the same object, metadata and rules, for the same reason. */
function isSameRefusal(
  a: Refusal | undefined,
  b: Pick<Refusal, 'code' | 'etag' | 'lastModifiedMs' | 'digest'>,
): boolean {
  return a?.code === b.code && a.etag === b.etag && a.lastModifiedMs === b.lastModifiedMs && a.digest === b.digest
}

/** The pause before a sweep tries again: an hour, two, four, ... up to a day. */
function liftPauseMs(times: number): number {
  return Math.min(limits.liftPauseMostMs, limits.liftPauseLeastMs * 2 ** (times - 1))
}
