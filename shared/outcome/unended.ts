import type { Claim } from '../claim/claim.ts'
import { hasRequestTime } from '../claim/dependencies.ts'
import { limits } from '../model/limits.ts'
import { isUsedUp, judgeUnended, nextUnended, noteUnendedRefusal, restartUnended } from '../record/unended.ts'
import type { ChangeContext } from './change-context.ts'
import { retryLater } from './conclude.ts'
import type { Outcome } from './outcome.ts'
import { pollSeconds, waitSeconds } from './pace.ts'
import { lastingLetter, writeLetter } from './refuse.ts'

/**
 * Notes that a delivery begins, where the change has come back often or its last one never ended: a worker that hangs or dies leaves
 * no other trace. Resolves with what becomes of the change where it is not to be tried now.
 */
export async function begin(context: ChangeContext, claim: Claim, isAlone: boolean): Promise<Outcome | undefined> {
  const { change, dependencies } = context
  const beganMs = dependencies.clock.nowMs()
  claim.entry = restartUnended(claim.entry, change)
  const called = judgeUnended(claim.entry, beganMs)
  if (called === 'nothing' && change.receiveCount <= limits.unnotedDeliveriesMax) return undefined
  const laterSeconds = pollSeconds(change.receiveCount)
  if (called === 'busy') return retryLater(context, 'busy', 'another worker has begun with the key', laterSeconds)
  if (called === 'refuse') return refuseUnended(context, claim)
  if (called === 'alone' && !isAlone) {
    const outcome = retryLater(context, 'set-apart', 'its last try has not ended', laterSeconds)
    return { ...outcome, failures: claim.entry.unended?.count ?? 0 }
  }
  // It would be cut off, and counted for that.
  if (!hasRequestTime(dependencies)) return retryLater(context, 'out-of-time', 'the invocation ends', laterSeconds)
  const counts = isAlone && called === 'alone'
  await claim.begin(nextUnended(claim.entry, { beganMs, untilMs: dependencies.deadlineMs, isAlone: counts }))
  return undefined
}

/** Refuses the key unseen, until its pause is over or its object another. One letter tells of it for as long as the queue keeps it. */
async function refuseUnended(context: ChangeContext, claim: Claim): Promise<Outcome> {
  const { change, dependencies, mutations } = context
  const nowMs = dependencies.clock.nowMs()
  const code = 'never-ended'
  const reason = `the worker hung or died ${limits.unendedMax} times while it tried this key alone`
  if (claim.entry.unended && isUsedUp(claim.entry.unended)) {
    const letterMs = lastingLetter(claim.entry.unended.refused?.letterMs, nowMs)
    if (letterMs === undefined) await writeLetter(context, { code, reason })
    claim.entry = noteUnendedRefusal(claim.entry, letterMs ?? nowMs, nowMs)
  }
  await claim.finish()
  const { doubt } = claim.entry
  const comesBack = doubt && { delaySeconds: waitSeconds(doubt.untilMs, dependencies.clock) }
  return { key: change.key, result: 'refused', code, reason, mutations, ...comesBack }
}
