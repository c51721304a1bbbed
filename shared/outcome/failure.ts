import type { Hold } from '../claim/claim.ts'
import type { Work } from '../claim/dependencies.ts'
import { writeMessage } from '../event/write-message.ts'
import type { Change } from '../model/change.ts'
import { classify, type Failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { closeAttempt, doubtAttempt, noteFailure, noteRefusal } from '../record/transitions.ts'
import { circumstancesOf } from '../rules/desired-asset.ts'
import type { Visit } from './change-context.ts'
import { goBack, withhold } from './conclude.ts'
import type { Outcome } from './outcome.ts'
import { backOffSeconds, pollSeconds } from './pace.ts'

/** A halted queue begins with a pause of about half a minute. */
const HALTED_DOUBLINGS = 5

/** Turns a failure into an outcome: its class decides, nothing else. */
export async function fail(visit: Visit, failure: Failure): Promise<Outcome> {
  const { hold, change } = visit
  if (!hold) return tryAgain(visit, failure, change.receiveCount)
  try {
    return await settle(visit, hold, failure)
  } catch (thrown) {
    // Not even the failure could be recorded: the lease will run out, and the message comes back.
    return tryAgain(visit, classify(thrown), change.receiveCount)
  }
}

async function settle(visit: Visit, hold: Hold, failure: Failure): Promise<Outcome> {
  // What Cloudinary finishes on its own goes on, whatever else has failed.
  if (!hold.entry.pending) {
    hold.entry = failure.effect === 'unknown' ? doubtAttempt(hold.entry) : closeAttempt(hold.entry)
  }
  if (failure.class === 'withheld') return withhold(visit, hold, failure.reason)
  if (failure.class === 'permanent') return refuse(visit, failure)
  const opensBreaker = failure.class === 'unavailable' && (await tellBreaker(visit, failure))
  const isCounted = isOwn(failure) && !opensBreaker
  if (isCounted) hold.entry = noteFailure(hold.entry, failure)
  const failures = hold.entry.failures?.count ?? 0
  if (isCounted && failures >= limits.failuresMax) return refuse(visit, failure)
  await hold.finish()
  // Cloudinary serves nobody: that is no failure of this change, and others need not be tried.
  if (opensBreaker) return halt(visit, { ...failure, code: 'breaker-open' }, 'breaker')
  if (failure.class === 'halted') return halt(visit, failure, 'account')
  if (failure.class === 'waiting') return waitFor(visit, failure)
  return isCounted ? tryAgain(visit, failure, failures) : bePatient(visit, failure)
}

/** True where the change itself is in trouble: only that is counted. */
function isOwn({ class: name }: Failure): boolean {
  return name === 'transient' || name === 'unavailable' || name === 'defect'
}

/** The other side asks for patience, ever more of it. */
function bePatient(visit: Visit, failure: Failure): Outcome {
  const { change, work } = visit
  return goBack(visit, failure.code, failure.reason, backOffSeconds(change.receiveCount, failure, work.clock))
}

/** Tells the breaker: true where it is open. Where it cannot be told, the failure is this change's own. */
async function tellBreaker({ work, change }: Visit, { reason }: Failure): Promise<boolean> {
  return work.breaker.noteUnavailable(change.key, reason).catch(() => false)
}

/** Nothing can be done for any key. Retried ever more rarely, until that has changed. */
function halt({ change, work, mutations }: Visit, failure: Failure, halts: 'account' | 'breaker'): Outcome {
  return { ...putOff(change, failure, work), mutations, halts }
}

/** What becomes of a change that is not tried, since none can be. */
export function putOff({ key, receiveCount }: Change, cause: PutOffCause, { clock }: Work): Outcome {
  const { code, reason, notBeforeMs } = cause
  const delaySeconds = backOffSeconds(receiveCount + HALTED_DOUBLINGS, { notBeforeMs }, clock)
  return { key, result: 'back', code, reason, mutations: [], delaySeconds }
}

type PutOffCause = Pick<Failure, 'code' | 'reason'> & { readonly notBeforeMs?: number | undefined }

/** Puts the change into the dead-letter queue, and only then remembers that it was refused. */
export async function refuse(visit: Visit, { code, reason }: { code: string; reason: string }): Promise<Outcome> {
  const { change, work, hold, observed } = visit
  const { bucket } = work.settings
  const atMs = work.clock.nowMs()
  const body = writeMessage({ bucket, key: change.key, source: 'refusal', atMs })
  await work.queue.reject(body, { code, reason, key: change.key })
  if (hold && observed?.state === 'present') {
    const { etag, sizeBytes, lastModifiedMs } = observed
    const governance = work.rules.govern(change.key)
    const isGoverned = governance.kind === 'governed'
    const rules = isGoverned ? governance.digest : ''
    const circumstances = isGoverned ? circumstancesOf(governance, observed) : ''
    const refusal = { etag, sizeBytes, lastModifiedMs, rules, circumstances, code, reason, atMs }
    hold.entry = noteRefusal(hold.entry, refusal)
  }
  await hold?.finish()
  return { key: change.key, result: 'refused', code, reason, mutations: visit.mutations }
}

/** Nothing is wrong: the key is looked at again soon. */
function waitFor(visit: Visit, { code, reason }: Failure): Outcome {
  return goBack(visit, code, reason, pollSeconds(visit.change.receiveCount))
}

function tryAgain(visit: Visit, failure: Failure, failures: number): Outcome {
  const delaySeconds = backOffSeconds(failures, failure, visit.work.clock)
  return { ...goBack(visit, failure.code, failure.reason, delaySeconds), failures }
}
