import { apply, type Mutation } from './apply/apply.ts'
import { finishBackgroundUpload } from './apply/background.ts'
import { changedSince } from './apply/last-look.ts'
import { Claim } from './claim/claim.ts'
import { type Dependencies, hasRequestTime } from './claim/dependencies.ts'
import { type AssetAddress, sameAddress } from './model/address.ts'
import type { Change } from './model/change.ts'
import { classify, PermanentError, TransientError } from './model/errors.ts'
import { limits } from './model/limits.ts'
import type { Observation } from './model/observation.ts'
import type { ChangeContext } from './outcome/change-context.ts'
import { done, retryLater, withhold, yieldToLater } from './outcome/conclude.ts'
import { fail, judgeBelatedly } from './outcome/failure.ts'
import type { Mutated, Outcome } from './outcome/outcome.ts'
import { pollSeconds, waitSeconds } from './outcome/pace.ts'
import { noteArchived, refuse, refuseOrphan } from './outcome/refuse.ts'
import { rest } from './outcome/rest.ts'
import { begin } from './outcome/unended.ts'
import { type Decision, decide } from './plan/decide.ts'
import { approveDeletion, clearDeletion, guardAnswer, noteAbsence } from './record/deletion.ts'
import { clearFailures, startOver } from './record/failures.ts'
import { closeAttempt, markInSync } from './record/transitions.ts'

/**
 * The way of one change: claim, observe, plan, apply, record, and observe again until there is nothing left to do.
 * Never throws: whatever goes wrong is an outcome. Unless it `isAlone`, a key whose last delivery never ended is set apart.
 */
export async function mirrorChange(
  change: Change,
  dependencies: Dependencies,
  { isAlone = true } = {},
): Promise<Outcome> {
  const context: ChangeContext = { change, dependencies, mutations: [], claim: undefined, observed: undefined }
  try {
    return await converge(context, isAlone)
  } catch (thrown) {
    return await fail(context, classify(thrown))
  }
}

async function converge(context: ChangeContext, isAlone: boolean): Promise<Outcome> {
  const { change, dependencies } = context
  const claim = await claimKey(context)
  if (!claim) return retryLater(context, 'busy', 'another worker holds the key', pollSeconds(change.receiveCount))
  const restsUnseen = rest(context, claim)
  if (restsUnseen) return restsUnseen
  const setAside = await begin(context, claim, isAlone)
  if (setAside) return setAside
  let observed: Observation | undefined
  for (let round = 0; ; round++) {
    observed ??= await dependencies.source.observe(change.key)
    context.observed = observed
    const notNow = round === 0 && (rest(context, claim) ?? (await judgeBelatedly(context, claim)))
    if (notNow) {
      await claim.finish()
      return notNow
    }
    observed = (await finishBackgroundUpload(claim, dependencies)) ?? observed
    context.observed = observed
    if (claim.entry.attempt?.background) return awaitNotification(context, claim)
    const next = await decide(claim.entry, observed, dependencies)
    if (isEnd(next)) return end(context, claim, next)
    if (round === limits.roundsMax)
      return yieldToLater(context, claim, 'moving', 'the object changes as fast as it is mirrored')
    if (!hasRequestTime(dependencies)) return yieldToLater(context, claim, 'out-of-time', 'the invocation ends')
    const deleted = deletedAddress(next)
    if (deleted && !(await isApproved(claim, deleted, dependencies)))
      return withhold(context, claim, `${next.reason}; the guard keeps the asset`, deleted)
    observed = await act(context, claim, next)
  }
}

/** Reads the entry. The lease is written only together with the first request: until then there is nothing to guard. */
async function claimKey(context: ChangeContext): Promise<Claim | undefined> {
  const { change, dependencies } = context
  const claim = await Claim.on(dependencies, change.key)
  if (!claim) return undefined
  context.claim = claim
  claim.entry = startOver(claim.entry, {
    troubleEndedMs: dependencies.troubleEndedMs,
    redrivenMs: change.redrivenMs,
  })
  return claim
}

/** Applies a mutation and records its answer. Resolves with what S3 said last, where it was asked. */
async function act(context: ChangeContext, claim: Claim, mutation: Mutation): Promise<Observation | undefined> {
  const { dependencies, change, observed } = context
  const deleted = deletedAddress(mutation)
  if (deleted) claim.entry = approveDeletion(claim.entry, deleted)
  // An orphan that goes says nothing of the key's own asset.
  else if (mutation.kind !== 'destroy') claim.entry = clearDeletion(claim.entry)
  try {
    const effect = await apply(mutation, claim, dependencies)
    const sent = effect.isSent ? (effect.instead ?? describe(mutation)) : undefined
    const rest = { ...assetOf(claim, sent), ...(effect.remark !== undefined && { remark: effect.remark }) }
    if (sent) context.mutations.push({ ...sent, ...rest })
    return effect.observed
  } catch (thrown) {
    const orphan = orphanOf(claim, mutation)
    if (orphan && thrown instanceof PermanentError) {
      const { code, message: reason } = thrown
      await refuseOrphan(context, claim, { address: orphan, code, reason })
      return observed
    }
    const isUnreadable = thrown instanceof TransientError && thrown.code === 'source-unreadable'
    // Nothing was stored. Where the object has moved on meanwhile that is no failure, but a reason to look again.
    const now = isUnreadable ? await changedSince(dependencies.source, change.key, observed) : undefined
    if (!now) throw thrown
    claim.entry = closeAttempt(claim.entry)
    return now
  }
}

/** Where the asset is by now that was made or has moved. */
function assetOf({ entry: { applied } }: Claim, sent: Mutated | undefined): Pick<Mutated, 'asset'> {
  const isPlaced = sent?.kind === 'upload' || sent?.kind === 'rename' || sent?.kind === 'move'
  return isPlaced && applied.state === 'asset' ? { asset: { ...applied.address, version: applied.version } } : {}
}

/** Which of the key's assets beside its own a mutation clears away. */
function orphanOf({ entry: { applied, orphans = [] } }: Claim, mutation: Mutation): AssetAddress | undefined {
  if (mutation.kind !== 'destroy') return undefined
  const { address } = mutation
  const isOwn = applied.state !== 'nothing' && sameAddress(applied.address, address)
  return !isOwn && orphans.some((orphan) => sameAddress(orphan, address)) ? address : undefined
}

function describe(mutation: Mutation): Mutated | undefined {
  const { kind, reason } = mutation
  if (kind === 'look') return undefined
  if (mutation.kind === 'rename') return { kind, reason, from: mutation.from.key }
  return mutation.kind === 'upload' && mutation.overwrite ? { kind, reason, overwrites: true } : { kind, reason }
}

/** Where the asset is that the guard has to be asked about; undefined for what it need not be. */
function deletedAddress(mutation: Mutation): AssetAddress | undefined {
  return mutation.kind === 'destroy' && mutation.isDeletion ? mutation.address : undefined
}

/** What is withheld stays so, whatever the guard would say by now: it goes when an operator releases it. */
async function isApproved({ entry }: Claim, address: AssetAddress, { guard }: Dependencies): Promise<boolean> {
  const answer = guardAnswer(entry, address)
  return answer === undefined ? guard.admit() : answer === 'approved'
}

type End = Extract<Decision, { kind: 'skip' | 'wait' | 'refuse' }>

function isEnd(next: Decision): next is End {
  return next.kind === 'skip' || next.kind === 'wait' || next.kind === 'refuse'
}

async function end(context: ChangeContext, claim: Claim, next: End): Promise<Outcome> {
  const { change, dependencies, observed } = context
  if (next.kind === 'refuse') return refuse(context, next)
  if (next.kind === 'wait') {
    const { absentSinceMs } = next
    claim.entry = absentSinceMs === undefined ? clearDeletion(claim.entry) : noteAbsence(claim.entry, absentSinceMs)
    await claim.finish()
    const seconds = waitSeconds(next.untilMs, dependencies.clock)
    const delaySeconds = next.poll ? Math.min(pollSeconds(change.receiveCount), seconds) : seconds
    return { ...retryLater(context, 'wait', next.reason, delaySeconds), waitSeconds: seconds }
  }
  // Under a doubt a destroyed asset may come back: then its absence has lasted, and the guard has been asked.
  const isGone = observed?.state === 'absent' && claim.entry.doubt
  const noted = isGone ? claim.entry : clearDeletion(claim.entry)
  const equal = next.rules !== undefined && observed?.state === 'present' && { rules: next.rules, object: observed }
  claim.entry = markInSync(next.refused || next.archived ? noted : clearFailures(noted), equal || undefined)
  if (next.archived) noteArchived(context, next.reason)
  await claim.finish()
  return done(context, claim, 'skip', next.reason)
}

/**
 * Cloudinary is at work. Its webhook puts a change for the key on the queue; where that is lost, the deadline brings it back; where
 * none can reach us, looks find out.
 */
async function awaitNotification(context: ChangeContext, claim: Claim): Promise<Outcome> {
  await claim.finish()
  const { clock, settings } = context.dependencies
  const untilEnd = waitSeconds(claim.entry.attempt?.deadlineMs ?? 0, clock)
  const isTold = settings.webhookUrl !== undefined
  const seconds = isTold ? untilEnd : Math.min(pollSeconds(context.change.receiveCount), untilEnd)
  return retryLater(context, 'pending', 'Cloudinary finishes the upload in the background', seconds)
}
