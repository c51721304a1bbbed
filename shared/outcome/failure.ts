import type { Claim } from '../claim/claim.ts'
import type { Dependencies } from '../claim/dependencies.ts'
import type { Change } from '../model/change.ts'
import { classify, type Failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { failAttempt, noteFailure } from '../record/transitions.ts'
import type { ChangeContext } from './change-context.ts'
import { retryLater, withhold } from './conclude.ts'
import type { Cause, Outcome } from './outcome.ts'
import { backOffSeconds, pollSeconds } from './pace.ts'
import { refuse } from './refuse.ts'

/** A halted queue begins with a pause of about half a minute. */
const HALTED_DOUBLINGS = 5

/** Turns a failure into an outcome, by its class; what cannot be recorded or refused comes back. Never throws. */
export async function fail(context: ChangeContext, failure: Failure): Promise<Outcome> {
  const { claim, change } = context
  try {
    if (claim) return await concludeFailure(context, claim, failure)
    if (failure.class === 'permanent') return await refuse(context, failure)
    return retryByClass(context, failure, change.receiveCount)
  } catch (thrown) {
    // Not even the failure could be recorded or told: a lease will run out, and the message comes back.
    return retryByClass(context, classify(thrown), change.receiveCount)
  }
}

async function concludeFailure(context: ChangeContext, claim: Claim, failure: Failure): Promise<Outcome> {
  claim.entry = failAttempt(claim.entry, failure)
  if (failure.class === 'withheld') return withhold(context, claim, failure.reason)
  if (failure.class === 'permanent') return refuse(context, failure)
  const opensBreaker = failure.class === 'unavailable' && (await tellBreaker(context, failure))
  const isCounted = isOwn(failure) && !opensBreaker
  if (isCounted) claim.entry = noteFailure(claim.entry, failure)
  const failures = claim.entry.failures?.count ?? 0
  const unfinished = claim.entry.failures?.unfinished ?? 0
  const isUsedUp = failures >= limits.failuresMax || unfinished >= limits.unfinishedMax
  if (isCounted && isUsedUp) return refuse(context, failure, { isUsedUp })
  await claim.finish()
  // Cloudinary is unavailable: that is no failure of this change, and others need not be tried.
  if (opensBreaker) return halt(context, { ...failure, code: 'breaker-open' }, 'breaker')
  return retryByClass(context, failure, failures)
}

/** Brings the change back after a pause that its failure's class calls for. */
function retryByClass(context: ChangeContext, failure: Failure, failures: number): Outcome {
  if (failure.class === 'halted') return halt(context, failure, 'account')
  if (failure.class === 'waiting') return waitFor(context, failure)
  return isOwn(failure) ? retryFailed(context, failure, failures) : backOff(context, failure)
}

/** True where the change itself is in trouble: only that is counted. */
function isOwn({ class: name }: Failure): boolean {
  return name === 'transient' || name === 'unavailable' || name === 'defect'
}

/** Tells the breaker: true where it is open. Where it cannot be told, the failure is this change's own. */
async function tellBreaker({ dependencies, change }: ChangeContext, { reason }: Failure): Promise<boolean> {
  return dependencies.breaker.noteUnavailable(change.key, reason).catch(() => false)
}

/** Nothing can be done for any key. Retried ever more rarely, until that has changed. */
function halt(
  { change, dependencies, mutations }: ChangeContext,
  cause: Failure,
  halts: 'account' | 'breaker',
): Outcome {
  return { ...defer(change, cause, dependencies), mutations, halts }
}

type DeferCause = Cause & { readonly notBeforeMs?: number | undefined }

/** What becomes of a change that is not tried, since none can be. */
export function defer(change: Change, cause: DeferCause, { clock }: Pick<Dependencies, 'clock'>): Outcome {
  const { code, reason, notBeforeMs } = cause
  const delaySeconds = backOffSeconds(change.receiveCount + HALTED_DOUBLINGS, { notBeforeMs }, clock)
  return retryLater({ change, mutations: [] }, code, reason, delaySeconds)
}

/** Nothing is wrong: the key is looked at again soon. */
function waitFor(context: ChangeContext, { code, reason }: Failure): Outcome {
  return retryLater(context, code, reason, pollSeconds(context.change.receiveCount))
}

/** The other side asks for patience, ever more of it. */
function backOff(context: ChangeContext, failure: Failure): Outcome {
  const { change, dependencies } = context
  const seconds = backOffSeconds(change.receiveCount, failure, dependencies.clock)
  return retryLater(context, failure.code, failure.reason, seconds)
}

function retryFailed(context: ChangeContext, failure: Failure, failures: number): Outcome {
  const delaySeconds = backOffSeconds(failures, failure, context.dependencies.clock)
  return { ...retryLater(context, failure.code, failure.reason, delaySeconds), failures }
}
