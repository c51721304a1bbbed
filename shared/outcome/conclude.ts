import type { Claim } from '../claim/claim.ts'
import type { AssetAddress } from '../model/address.ts'
import type { ReasonCode } from '../model/reasons.ts'
import { withholdDeletion } from '../record/deletion.ts'
import type { ChangeContext } from './change-context.ts'
import type { Outcome } from './outcome.ts'
import { pollSeconds, waitSeconds } from './pace.ts'

/** The change's messages are delivered again after so many seconds. */
export function retryLater(
  { change, mutations }: Pick<ChangeContext, 'change' | 'mutations'>,
  code: ReasonCode,
  reason: string,
  delaySeconds: number,
): Outcome {
  return { key: change.key, result: 'retry', code, reason, mutations, delaySeconds }
}

/** Acknowledges the change, unless a request without an answer may yet undo it. */
export function done(context: ChangeContext, { entry }: Claim, code: ReasonCode, reason: string): Outcome {
  const { change, dependencies, mutations } = context
  const { doubt } = entry
  if (!doubt) return { key: change.key, result: 'done', code, reason, mutations }
  return retryLater(context, 'doubt', 'a request without an answer', waitSeconds(doubt.untilMs, dependencies.clock))
}

/** Too many deletions at once: what was to go stays, and who waits for it waits, until an operator lets it go. */
export async function withhold(
  context: ChangeContext,
  claim: Claim,
  reason: string,
  address?: AssetAddress,
): Promise<Outcome> {
  claim.entry = withholdDeletion(claim.entry, context.dependencies.clock.nowMs(), address)
  await claim.finish()
  return done(context, claim, 'withheld', reason)
}

/** Leaves what has been recorded and lets a later delivery go on. */
export async function yieldToLater(
  context: ChangeContext,
  claim: Claim,
  code: ReasonCode,
  reason: string,
): Promise<Outcome> {
  await claim.finish()
  return retryLater(context, code, reason, pollSeconds(context.change.receiveCount))
}
