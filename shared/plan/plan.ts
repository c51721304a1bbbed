import { type AssetAddress, sameAddress } from '../model/address.ts'
import { contentOf, sameContent } from '../model/content.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import type { ObservedObject } from '../model/observation.ts'
import { isRetryDue, refusesObject } from '../model/refusal.ts'
import { desiredAsset, refusalDigestOf } from '../rules/desired-asset.ts'
import type { MatchedRule } from '../rules/rules.ts'
import { planAbsence } from './absence.ts'
import { whenDated } from './dating.ts'
import { adoptedAsset, clearAway, isSpared, planOrphan, planReplaced } from './orphan.ts'
import type { Plan, Sending, Situation } from './situation.ts'

export type { Plan, Situation } from './situation.ts'

/** Decides what makes Cloudinary equal to what was observed, given what was last applied. */
export function plan(situation: Situation): Plan {
  const next = planSearch(situation) ?? planOrphan(situation) ?? planKey(situation)
  return next.kind === 'skip' ? (planReplaced(situation) ?? next) : next
}

/**
 * A move without an answer may have brought the key's asset to one of the addresses that are to be cleared away. It is looked
 * for before anything goes, also where the object is gone: rules may keep it, and the guard is asked of it.
 */
function planSearch({ entry: { applied, orphans = [] } }: Situation): Plan | undefined {
  const mayHaveMoved = applied.state === 'unknown' && applied.before && orphans.some(({ deletion }) => !deletion)
  if (!mayHaveMoved) return undefined
  return { kind: 'look', reason: 'a move without an answer may have brought it elsewhere', address: applied.address }
}

function planKey(situation: Situation): Plan {
  const { match, observation, nowMs, settleMs } = situation
  if (match.kind === 'ignored') return planAbsence(situation, match.reason)
  if (observation.state === 'absent') return planAbsence(situation, 'the object is gone')
  if (observation.sizeBytes === 0) {
    // Some clients create a file empty and fill it in a second write; Cloudinary takes no empty file.
    const untilMs = observation.lastModifiedMs + settleMs
    if (nowMs < untilMs) return { kind: 'wait', reason: 'the object is empty; content may follow', untilMs }
    return planAbsence(situation, 'the object is empty')
  }
  return planObject(situation, match, observation)
}

function planObject(situation: Situation, match: MatchedRule, object: ObservedObject): Plan {
  const { bucket, entry } = situation
  if (wasRefused(situation, match, object)) {
    return { kind: 'skip', reason: `refused before: ${entry.refused?.reason}`, refused: true }
  }
  const desired = desiredAsset(match, { bucket, key: entry.key, object })
  if (!('code' in desired)) return whenDated(withoutBytes(planPresence(situation, object, desired), object), situation)
  // By the rules an asset under this name must not be. Other faults leave the asset of the last good state.
  if (desired.code === 'public-id' && entry.applied.state !== 'nothing') return planAbsence(situation, desired.reason)
  return { kind: 'refuse', code: desired.code, reason: desired.reason }
}

/** What an archived object's asset cannot be given until the object is restored. */
function withoutBytes(next: Plan, { archived }: ObservedObject): Plan {
  const needsBytes = next.kind === 'upload' || next.kind === 'create' || next.kind === 'destroy'
  if (!archived || !needsBytes) return next
  return { kind: 'skip', reason: 'the object is archived; its restore event will follow', archived: true }
}

function wasRefused({ entry, nowMs }: Situation, match: MatchedRule, object: ObservedObject): boolean {
  // An archived object is looked at each time: that it is restored changes nothing else of it.
  if (entry.refused?.code === 'archived' || isRetryDue(entry, nowMs)) return false
  return refusesObject(entry, object, match.digest) && entry.refused?.digest === refusalDigestOf(match, object)
}

function planPresence(situation: Situation, object: ObservedObject, desired: DesiredAsset): Plan {
  const { entry } = situation
  const { applied } = entry
  const sending = { object, desired }
  if (isEqual(entry, object, desired)) return { kind: 'skip', reason: 'equal', rules: desired.rules }
  const known = applied.state === 'nothing' ? (entry.doubt?.addresses ?? []) : [applied.address]
  const elsewhere = known.find((one) => !sameAddress(one, desired.address))
  if (elsewhere) return planMove(situation, elsewhere, sending)
  if (applied.state === 'nothing') return { kind: 'create', reason: 'the key has no asset', ...sending }
  if (applied.state === 'unknown') {
    const reason = 'it is not known what the asset is'
    return {
      kind: 'upload',
      reason,
      ...sending,
      overwrite: applied.because === 'applied' || applied.because === 'access',
    }
  }
  if (!sameContent(applied.content, contentOf(object))) {
    return { kind: 'upload', reason: 'the content differs', ...sending, overwrite: true }
  }
  if (applied.preset !== presetOf(desired)) {
    return { kind: 'upload', reason: 'the upload preset differs', ...sending, overwrite: true }
  }
  return { kind: 'update', reason: 'the metadata differs', applied, ...sending }
}

function isEqual({ applied }: Entry, object: ObservedObject, desired: DesiredAsset): boolean {
  return (
    applied.state === 'asset' &&
    sameAddress(applied.address, desired.address) &&
    sameContent(applied.content, contentOf(object)) &&
    applied.preset === presetOf(desired) &&
    applied.fingerprint === desired.fingerprint
  )
}

function presetOf({ options }: DesiredAsset): string {
  return options.uploadPreset ?? ''
}

/** The rules give the key another address: the asset moves there, once no request can bring it back. */
function planMove(situation: Situation, from: AssetAddress, sending: Omit<Sending, 'reason'>): Plan {
  const { entry, match } = situation
  const { applied } = entry
  const { desired } = sending
  const where = `${from.resourceType} ${from.publicId}`
  const reason = `the asset belongs elsewhere than at ${where}`
  if (entry.doubt) return { kind: 'wait', reason, untilMs: entry.doubt.untilMs }
  if (applied.state !== 'asset') return { kind: 'look', reason, address: from }
  // A rename takes no address where something is, be it what another request of the key's has left.
  const isRename = from.resourceType === desired.address.resourceType
  const inTheWay = entry.orphans?.find((orphan) => sameAddress(orphan, desired.address))
  if (isRename && inTheWay?.refused && situation.nowMs < inTheWay.refused.retry.atMs) {
    const stays = `what is left of the key's is in the way of ${where}, and does not go: ${inTheWay.refused.reason}`
    return { kind: 'refuse', code: 'public-id-taken', reason: stays }
  }
  if (isRename && inTheWay) return clearAway(inTheWay, `what is left of the key's is in the way of ${where}`, situation)
  // A rename does not change the resource type.
  if (isRename) return { kind: 'move', reason, applied, ...sending }
  if (isSpared(adoptedAsset(entry, match), applied.assetId)) {
    const cannot = `the asset at ${where} was there before, and cannot become ${desired.address.resourceType}`
    const advice = "remove it, or let a rule say onDelete: 'destroy'"
    return { kind: 'refuse', code: 'foreign-asset', reason: `${cannot}; ${advice}` }
  }
  // The old asset goes when the new one is there.
  return { kind: 'upload', reason, ...sending, overwrite: false }
}
