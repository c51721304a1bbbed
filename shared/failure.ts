import type { Change } from './change/coalesce.ts'
import { classify, type Failure } from './errors.ts'
import { writeMessage } from './event/write-message.ts'
import { limits } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { backOffSeconds, pollSeconds } from './pace.ts'
import { closeAttempt, doubtAttempt, noteFailure, noteRefusal, noteWithheld } from './record/transitions.ts'
import { circumstancesOf } from './rules/treatment.ts'
import type { Visit } from './visit.ts'
import type { Work } from './work.ts'

/** A halted queue begins with a pause of about half a minute. */
const HALTED_DOUBLINGS = 5

/** Turns a failure into an outcome: its class decides, nothing else. */
export async function fail(visit: Visit, failure: Failure): Promise<Outcome> {
  const { hold } = visit
  if (!hold) return tryAgain(visit, failure, visit.change.receiveCount)
  // What Cloudinary finishes on its own goes on, whatever else has failed.
  if (!hold.entry.pending) {
    hold.entry = failure.effect === 'unknown' ? doubtAttempt(hold.entry) : closeAttempt(hold.entry)
  }
  if (failure.class === 'withheld') return withhold(visit, failure)
  if (failure.class === 'unavailable' && (await opensBreaker(visit, failure))) return stop(visit, failure)
  if (failure.class === 'permanent') return refuse(visit, failure).catch((thrown) => giveUp(visit, thrown))
  if (isOwn(failure)) hold.entry = noteFailure(hold.entry, failure)
  const failures = hold.entry.failures?.count ?? 0
  if (isOwn(failure) && failures >= limits.failuresMax)
    return refuse(visit, failure).catch((thrown) => giveUp(visit, thrown))
  try {
    await hold.finish()
  } catch (thrown) {
    return giveUp(visit, thrown)
  }
  if (failure.class === 'halted') return halt(visit, failure)
  if (failure.class === 'waiting') return waitFor(visit, failure)
  return isOwn(failure) ? tryAgain(visit, failure, failures) : bePatient(visit, failure)
}

/** What is in the way stays until an operator lets it go: the release queues a change for this key too. */
async function withhold(visit: Visit, failure: Failure): Promise<Outcome> {
  const { hold, change, work, mutations } = visit
  if (!hold || hold.entry.doubt) return waitFor(visit, failure)
  hold.entry = noteWithheld(hold.entry, work.clock.nowMs())
  try {
    await hold.finish()
  } catch (thrown) {
    return giveUp(visit, thrown)
  }
  return { key: change.key, result: 'done', code: 'withheld', reason: failure.reason, mutations }
}

/** True where the change itself is in trouble: only that is counted. */
function isOwn({ class: name }: Failure): boolean {
  return name === 'transient' || name === 'unavailable' || name === 'defect'
}

/** The other side asks for patience, ever more of it. */
function bePatient(visit: Visit, failure: Failure): Outcome {
  const { key, receiveCount } = visit.change
  const { code, reason } = failure
  const delaySeconds = backOffSeconds(receiveCount, failure, visit.work.clock)
  return { key, result: 'back', code, reason, mutations: visit.mutations, delaySeconds }
}

/** Tells the breaker. Where it cannot be told, the failure is this change's own. */
async function opensBreaker({ work, change }: Visit, { reason }: Failure): Promise<boolean> {
  return work.breaker.noteUnavailable(change.key, reason).catch(() => false)
}

/** Cloudinary serves nobody: that is no failure of this change, and others need not be tried. */
async function stop(visit: Visit, failure: Failure): Promise<Outcome> {
  try {
    await visit.hold?.finish()
  } catch (thrown) {
    return giveUp(visit, thrown)
  }
  return { ...putOff(visit.change, { ...failure, code: 'breaker-open' }, visit.work), halts: 'breaker' }
}

/** Nothing can be done for any key. Retried ever more rarely, until somebody has seen to it. */
function halt({ change, work }: Visit, failure: Failure): Outcome {
  return { ...putOff(change, failure, work), halts: 'account' }
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

/** Not even the failure could be recorded: the lease will run out, and the message comes back. */
function giveUp(visit: Visit, thrown: unknown): Outcome {
  return tryAgain(visit, classify(thrown), visit.change.receiveCount)
}

/** Nothing is wrong: the key is looked at again soon. */
function waitFor(visit: Visit, { code, reason }: Failure): Outcome {
  const { change, mutations } = visit
  const delaySeconds = pollSeconds(change.receiveCount)
  return { key: change.key, result: 'back', code, reason, mutations, delaySeconds }
}

function tryAgain(visit: Visit, failure: Failure, failures: number): Outcome {
  const { change, work, mutations } = visit
  const { code, reason } = failure
  const delaySeconds = backOffSeconds(failures, failure, work.clock)
  return { key: change.key, result: 'back', code, reason, mutations, delaySeconds, failures }
}
