import { isDeepStrictEqual } from 'node:util'
import { apply, type Mutation } from './apply/apply.ts'
import { settlePending } from './apply/background.ts'
import type { Recording } from './apply/recording.ts'
import { Hold } from './claim/claim.ts'
import { requestTimeMs, type Work } from './claim/dependencies.ts'
import type { Change } from './model/change.ts'
import { classify, TransientError } from './model/errors.ts'
import { limits } from './model/limits.ts'
import type { Observation } from './model/observation.ts'
import type { Visit } from './outcome/change-context.ts'
import { done, goBack, withhold } from './outcome/conclude.ts'
import { fail, refuse } from './outcome/failure.ts'
import type { Mutated, Outcome } from './outcome/outcome.ts'
import { pollSeconds, waitSeconds } from './outcome/pace.ts'
import { type Decision, decide } from './plan/decide.ts'
import { closeAttempt, forgive, noteAbsence, noteAdmitted, noteEqual } from './record/transitions.ts'

/**
 * The way of one change: claim, observe, plan, apply, record, and observe again until there is nothing left to do.
 * Never throws: whatever goes wrong is an outcome.
 */
export async function mirrorChange(change: Change, work: Work): Promise<Outcome> {
  const visit: Visit = { change, work, mutations: [], hold: undefined, observed: undefined }
  try {
    return await converge(visit)
  } catch (thrown) {
    return await fail(visit, classify(thrown))
  }
}

async function converge(visit: Visit): Promise<Outcome> {
  const { change, work } = visit
  const hold = await claim(visit)
  if (!hold) return goBack(visit, 'busy', 'another worker holds the key', pollSeconds(change.receiveCount))
  let answered: Recording | undefined
  for (let round = 0; ; round++) {
    visit.observed = await observe(visit, hold, answered)
    await settlePending(hold, work, visit.observed)
    if (hold.entry.pending) return awaitWebhook(visit, hold)
    const next = await decide(hold.entry, visit.observed, work)
    if (isEnd(next)) return end(visit, hold, next)
    if (round === limits.roundsMax) return handOn(visit, hold, 'moving', 'the object changes as fast as it is mirrored')
    if (requestTimeMs(work) < limits.requestTimeLeastMs)
      return handOn(visit, hold, 'out-of-time', 'the invocation ends')
    if (isDeletion(next) && !(await isAdmitted(hold, work)))
      return withhold(visit, hold, `${next.reason}; the guard keeps the asset`)
    answered = await act(visit, hold, next)
  }
}

/** Reads the entry. The lease is written only together with the first request: until then there is nothing to guard. */
async function claim(visit: Visit): Promise<Hold | undefined> {
  const { change, work } = visit
  const hold = await Hold.on(work, change.key)
  if (!hold) return undefined
  visit.hold = hold
  // An operator who redrives asks to try again what was refused. The failures start anew once, not at each delivery.
  if (change.redriven) hold.entry = forgive(hold.entry, { failures: change.receiveCount === 1 })
  return hold
}

/** Looks at S3, and records the last answer in the light of it. An answer is recorded even where S3 does not reply. */
async function observe(visit: Visit, hold: Hold, answered: Recording | undefined): Promise<Observation> {
  let observation: Observation | undefined
  try {
    observation = await visit.work.source.observe(visit.change.key)
    return observation
  } finally {
    if (answered) hold.entry = answered(hold.entry, observation)
  }
}

async function act(visit: Visit, hold: Hold, mutation: Mutation): Promise<Recording | undefined> {
  hold.entry = isDeletion(mutation) ? noteAdmitted(hold.entry) : noteAbsence(hold.entry, undefined)
  try {
    const recording = await apply(mutation, hold, visit.work)
    visit.mutations.push(describe(mutation))
    return recording
  } catch (thrown) {
    const { source } = visit.work
    const unreadable = thrown instanceof TransientError && thrown.code === 'source-unreadable'
    // Nothing was stored. Where the object has moved on meanwhile that is no failure, but a reason to look again.
    if (!unreadable || isDeepStrictEqual(await source.observe(visit.change.key), visit.observed)) throw thrown
    hold.entry = closeAttempt(hold.entry)
    return undefined
  }
}

function describe(mutation: Mutation): Mutated {
  const { kind, reason } = mutation
  return mutation.kind === 'rename' ? { kind, reason, from: mutation.from.key } : { kind, reason }
}

/** True for what the guard has to be asked about. */
function isDeletion(mutation: Mutation): boolean {
  return mutation.kind === 'destroy' && mutation.isDeletion
}

async function isAdmitted({ entry }: Hold, { guard }: Work): Promise<boolean> {
  return entry.isAdmitted ?? guard.admit(entry.withheldMs !== undefined)
}

type End = Extract<Decision, { kind: 'skip' | 'wait' | 'refuse' }>

function isEnd(next: Decision): next is End {
  return next.kind === 'skip' || next.kind === 'wait' || next.kind === 'refuse'
}

async function end(visit: Visit, hold: Hold, next: End): Promise<Outcome> {
  const { change, work } = visit
  if (next.kind === 'refuse') return refuse(visit, next)
  if (next.kind === 'wait') {
    hold.entry = noteAbsence(hold.entry, next.absentSinceMs)
    await hold.finish()
    const seconds = waitSeconds(next.untilMs, work.clock)
    return goBack(visit, 'wait', next.reason, next.poll ? Math.min(pollSeconds(change.receiveCount), seconds) : seconds)
  }
  // Under a doubt a destroyed asset may come back: then its absence has lasted, and the guard has been asked.
  const isGone = visit.observed?.state === 'absent' && hold.entry.doubt
  const noted = isGone ? hold.entry : noteAbsence(hold.entry, undefined)
  hold.entry = noteEqual(next.refused ? noted : forgive(noted), next.rules)
  await hold.finish()
  return done(visit, hold, next.kind, next.reason)
}

/** Cloudinary is at work. Its webhook puts a change for the key on the queue; without one the deadline brings it back. */
async function awaitWebhook(visit: Visit, hold: Hold): Promise<Outcome> {
  await hold.finish()
  const seconds = waitSeconds(hold.entry.attempt?.deadlineMs ?? 0, visit.work.clock)
  return goBack(visit, 'pending', 'Cloudinary finishes the upload in the background', seconds)
}

/** Leaves what has been recorded and lets a later delivery go on. */
async function handOn(visit: Visit, hold: Hold, code: string, reason: string): Promise<Outcome> {
  await hold.finish()
  return goBack(visit, code, reason, 1)
}
