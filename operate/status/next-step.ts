import { admitDeletion, type GuardLimits, type GuardState } from '../../shared/guard/admission.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { Observation } from '../../shared/model/observation.ts'
import { reasonOf } from '../../shared/model/reasons.ts'
import { restsUntilMs } from '../../shared/outcome/rest.ts'
import { type Decision, decide, type Evidence } from '../../shared/plan/decide.ts'
import { guardAnswer } from '../../shared/record/deletion.ts'
import { expireLease, isLeased } from '../../shared/record/transitions.ts'
import { judgeUnended } from '../../shared/record/unended.ts'

/** What a worker would do with a key now, and why. */
export interface NextStep {
  readonly kind: Decision['kind'] | 'withhold' | 'pending' | 'busy'
  readonly reason: string
  /** The asset that it would be done to, or made. */
  readonly asset: string | undefined
  /** Until when (Unix milliseconds) it waits, where it does. */
  readonly untilMs: number | undefined
}

/** What is known of the guard. */
export interface GuardView {
  readonly state: GuardState
  readonly limits: GuardLimits
}

/** Says what a worker would do with a key now, by the code that decides it there. Does nothing. */
export async function nextStep(
  recorded: Entry,
  observation: Observation,
  evidence: Evidence,
  guard: GuardView,
): Promise<NextStep> {
  const nowMs = evidence.clock.nowMs()
  if (recorded.lease && isLeased(recorded, nowMs, '')) {
    return { kind: 'busy', reason: 'a worker holds the key', asset: undefined, untilMs: recorded.lease.untilMs }
  }
  const entry = expireLease(recorded, nowMs)
  if (entry.attempt?.background) {
    const reason = 'Cloudinary finishes an upload in the background'
    return { kind: 'pending', reason, asset: undefined, untilMs: entry.attempt.deadlineMs }
  }
  const restsMs = restsUntilMs(entry, observation, nowMs)
  if (restsMs !== undefined) {
    return { kind: 'wait', reason: 'the last try failed', asset: undefined, untilMs: restsMs }
  }
  const unended = judgeUnended(entry, nowMs)
  if (unended === 'busy' || unended === 'refuse') {
    const reason = unended === 'busy' ? 'a worker has begun with the key' : (reasonOf('never-ended')?.meaning ?? '')
    const untilMs = unended === 'busy' ? entry.unended?.untilMs : entry.unended?.refused?.retryMs
    return { kind: unended, reason, asset: undefined, untilMs }
  }
  const decision = await decide(entry, observation, evidence)
  const isWithheld = decision.kind === 'destroy' && decision.isDeletion && isKept(entry, decision.address, nowMs, guard)
  return {
    kind: isWithheld ? 'withhold' : decision.kind,
    reason: isWithheld ? `${decision.reason}; the guard keeps the asset` : decision.reason,
    asset: assetOf(decision),
    untilMs: decision.kind === 'wait' ? decision.untilMs : undefined,
  }
}

/** True where the guard would keep the asset. */
function isKept(entry: Entry, address: AssetAddress, nowMs: number, { state, limits }: GuardView): boolean {
  const answer = guardAnswer(entry, address)
  return answer === undefined ? !admitDeletion(state, nowMs, limits).isAdmitted : answer === 'withheld'
}

function assetOf(decision: Decision): string | undefined {
  const address =
    'desired' in decision ? decision.desired.address : 'address' in decision ? decision.address : undefined
  return address && addressText(address)
}

/** An address in one text. */
export function addressText({ resourceType, type, publicId }: AssetAddress): string {
  return `${resourceType} ${type} ${publicId}`
}
