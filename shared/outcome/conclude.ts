import type { Hold } from '../claim/claim.ts'
import { noteWithheld } from '../record/transitions.ts'
import type { Visit } from './change-context.ts'
import type { Outcome } from './outcome.ts'
import { waitSeconds } from './pace.ts'

/** The change's messages are delivered again after so many seconds. */
export function goBack({ change, mutations }: Visit, code: string, reason: string, delaySeconds: number): Outcome {
  return { key: change.key, result: 'back', code, reason, mutations, delaySeconds }
}

/** Acknowledges the change, unless a request without an answer may yet undo it. */
export function done(visit: Visit, hold: Hold, code: string, reason: string): Outcome {
  const { change, work, mutations } = visit
  const { doubt } = hold.entry
  if (doubt) return goBack(visit, 'doubt', 'a request without an answer', waitSeconds(doubt.untilMs, work.clock))
  return { key: change.key, result: 'done', code, reason, mutations }
}

/** Too many deletions at once: what was to go stays, and who waits for it waits, until an operator lets it go. */
export async function withhold(visit: Visit, hold: Hold, reason: string): Promise<Outcome> {
  hold.entry = noteWithheld(hold.entry, visit.work.clock.nowMs())
  await hold.finish()
  return done(visit, hold, 'withheld', reason)
}
