import { probeStage } from '../breaker/probe.ts'
import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import type { Change } from '../model/change.ts'
import type { Entry } from '../model/entry.ts'
import { classify, type Failure, isPassing, type Scope } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { isReasonCode } from '../model/reasons.ts'
import { failuresOf, noteFailure, noteUnjudged } from '../record/failures.ts'
import { failAttempt } from '../record/transitions.ts'
import type { ChangeContext } from './change-context.ts'
import { retryLater, withhold } from './conclude.ts'
import type { Cause, Outcome } from './outcome.ts'
import { backOffSeconds, haltSeconds, patienceSeconds, pollSeconds } from './pace.ts'
import { refuse } from './refuse.ts'
import { failedObject, isOf } from './rest.ts'

/** Turns a failure into an outcome, by its class; what cannot be recorded or refused comes back. Never throws. */
export async function fail(context: ChangeContext, failure: Failure): Promise<Outcome> {
  const { claim } = context
  try {
    if (claim) return await concludeFailure(context, claim, failure)
    if (failure.class === 'permanent') return await refuse(context, failure)
    return retryUncounted(context, failure)
  } catch (thrown) {
    // Not even the failure could be recorded or told: a lease will run out, and the message comes back.
    return retryUncounted(context, classify(thrown))
  }
}

async function concludeFailure(context: ChangeContext, claim: Claim, failure: Failure): Promise<Outcome> {
  claim.entry = failAttempt(claim.entry, failure)
  if (failure.class === 'withheld') return withhold(context, claim, failure.reason)
  if (failure.class === 'permanent') return refuse(context, failure)
  const counted = countFailure(context, claim, failure)
  const isLast = counted !== undefined && isUsedUp(counted.entry)
  const judged = await judge(context, claim, failure, isLast)
  if (judged.whose === 'stage' || judged.whose === 'unknown' || !counted)
    return conclude(context, claim, failure, judged)
  claim.entry = counted.entry
  // It is counted all the same, or a key whose requests take all the time would be tried without a bound.
  if (judged.whose === 'untold') claim.entry = noteUnjudged(claim.entry, judged.scope)
  else if (isLast) return refuse(context, failure, { isUsedUp: true })
  await claim.finish()
  const failures = counted.entry.failures?.count ?? 0
  return { ...retryLater(context, failure.code, failure.reason, counted.delaySeconds), failures }
}

/** Ends a change for which nothing is counted. */
async function conclude(context: ChangeContext, claim: Claim, failure: Failure, judged: Judged): Promise<Outcome> {
  await claim.finish()
  return judged.whose === 'stage' ? halt(context, judged.stop) : retryUncounted(context, failure)
}

/**
 * Finds out whose the last failure of a key was that has failed as often as it may, where its delivery had no time left for that. Resolves
 * with what becomes of the change, undefined where it is to be tried.
 */
export async function judgeBelatedly(context: ChangeContext, claim: Claim): Promise<Outcome | undefined> {
  const { failures } = claim.entry
  if (!failures?.unjudged || !isUsedUp(claim.entry)) return undefined
  if (failures.object && !isOf(failures.object, context.observed)) return undefined
  const { code, reason, unjudged: scope } = failures
  const told = { code: isReasonCode(code) ? code : 'defect', reason, scope, notBeforeMs: undefined } as const
  const failure: Failure = { ...told, class: 'transient', effect: 'none' }
  const judged = await judge(context, claim, failure, true)
  if (judged.whose === 'key') return refuse(context, failure, { isUsedUp: true })
  return conclude(context, claim, failure, judged)
}

/** Where the change itself is in trouble: its entry with one failure more, and the pause that then follows. */
function countFailure(
  { dependencies: { clock }, observed }: ChangeContext,
  { entry }: Claim,
  failure: Failure,
): { readonly entry: Entry; readonly delaySeconds: number } | undefined {
  if (failure.class !== 'transient' && failure.class !== 'defect') return undefined
  const object = failedObject(observed)
  const delaySeconds = backOffSeconds((failuresOf(entry, object)?.count ?? 0) + 1, failure, clock)
  const nowMs = clock.nowMs()
  const when = { nowMs, retryMs: nowMs + delaySeconds * 1000 }
  return { entry: noteFailure(entry, failure, when, object), delaySeconds }
}

function isUsedUp({ failures }: Entry): boolean {
  return (failures?.count ?? 0) >= limits.failuresMax || (failures?.unfinished ?? 0) >= limits.unfinishedMax
}

type Judged =
  | { readonly whose: 'key' | 'unknown' }
  | { readonly whose: 'stage'; readonly stop: Cause }
  /** No time was left to find out. */
  | { readonly whose: 'untold'; readonly scope: Exclude<Scope, 'key'> }

/** Finds out whose trouble a failure is. Where that cannot be told, nothing is counted, and nobody refused. */
async function judge(
  { change, dependencies }: ChangeContext,
  { entry }: Claim,
  failure: Failure,
  isLast: boolean,
): Promise<Judged> {
  const { scope, code, reason } = failure
  const nowMs = dependencies.clock.nowMs()
  if (scope === 'key') return { whose: 'key' }
  const failed = {
    key: change.key,
    scope,
    code,
    reason,
    isFresh: entry.failures?.code !== code,
    isLast,
    isPassing: isPassing(failure, nowMs),
  }
  try {
    const stop = await dependencies.breaker.judge(failed, (suspect) =>
      probeStage(dependencies, suspect, Math.min(limits.probeTimeoutMs, requestTimeMs(dependencies))),
    )
    return stop ? { whose: 'stage', stop } : { whose: 'key' }
  } catch (thrown) {
    return classify(thrown).code === 'out-of-time' ? { whose: 'untold', scope } : { whose: 'unknown' }
  }
}

/** Nothing can be done for any key. */
function halt({ change, dependencies, mutations }: ChangeContext, stop: Cause): Outcome {
  return { ...defer(change, stop, dependencies), mutations, halts: true }
}

/** What becomes of a change that is not tried, since none can be. */
export function defer(change: Change, { code, reason }: Cause, { clock }: Pick<Dependencies, 'clock'>): Outcome {
  return retryLater({ change, mutations: [] }, code, reason, haltSeconds(change.receiveCount, clock))
}

/** Brings a change back for which nothing is counted: soon where it waits, or is asked for patience, else ever more rarely. */
function retryUncounted(context: ChangeContext, failure: Failure): Outcome {
  return retryLater(context, failure.code, failure.reason, uncountedSeconds(context, failure))
}

function uncountedSeconds(
  { change: { receiveCount }, dependencies: { clock } }: ChangeContext,
  failure: Failure,
): number {
  if (failure.class === 'waiting') return pollSeconds(receiveCount)
  if (failure.class === 'throttled') return patienceSeconds(receiveCount, failure, clock)
  return backOffSeconds(receiveCount, failure, clock)
}
