import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import { type AppliedAsset, type Entry, refusesObject } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import { circumstancesOf, treat } from '../rules/desired-asset.ts'
import type { Governance, Governed } from '../rules/rules.ts'

/** What is to be done for a key, always with the reason. */
export type Plan =
  | {
      readonly kind: 'skip'
      readonly reason: string
      readonly refused?: true
      /** Digest of the rules by which the asset was found equal. */
      readonly rules?: string
    }
  | {
      readonly kind: 'wait'
      readonly reason: string
      readonly untilMs: number
      readonly absentSinceMs?: number
      /** True where what is waited for may come any moment, so that looking again early pays. */
      readonly poll?: boolean
    }
  | { readonly kind: 'refuse'; readonly reason: string; readonly code: string }
  | {
      readonly kind: 'destroy'
      readonly reason: string
      readonly address: AssetAddress
      readonly invalidate: boolean
      /** False where the asset only makes way for another of the same key. */
      readonly isDeletion: boolean
      /** What was observed when this was decided. */
      readonly observation: Observation
    }
  | ({ readonly kind: 'update'; readonly applied: AppliedAsset } & Sending)
  | ({
      readonly kind: 'upload'
      /** False where an asset that is there already may be someone else's. */
      readonly overwrite: boolean
    } & Sending)
  /** The key's own asset goes to another address. */
  | ({ readonly kind: 'move'; readonly applied: AppliedAsset } & Sending)
  /** The key has no asset yet: it is a rename if a key with the same content has gone, else an upload. */
  | ({ readonly kind: 'introduce' } & Sending)

interface Sending {
  readonly reason: string
  readonly object: ObservedObject
  readonly treatment: DesiredAsset
}

/** All that a plan is made from. `entry` has been taken over (see record/transitions.ts). */
export interface Situation {
  readonly bucket: string
  readonly entry: Entry
  readonly observation: Observation
  readonly governance: Governance
  readonly nowMs: number
  readonly settleMs: number
}

/** Decides what makes Cloudinary equal to what was observed, given what was last applied. */
export function plan(situation: Situation): Plan {
  const { governance, observation, nowMs, settleMs } = situation
  const stray = planStray(situation)
  if (stray) return stray
  if (governance.kind === 'ignored') return planAbsence(situation, governance.reason)
  if (observation.state === 'absent') return planAbsence(situation, 'the object is gone')
  if (observation.sizeBytes === 0) {
    // Some clients create a file empty and fill it in a second write; Cloudinary takes no empty file.
    const untilMs = observation.lastModifiedMs + settleMs
    if (nowMs < untilMs) return { kind: 'wait', reason: 'the object is empty; content may follow', untilMs }
    return planAbsence(situation, 'the object is empty')
  }
  return planObject(situation, governance, observation)
}

/** What a request without an answer may have left behind goes first, unless it is where the asset is to be. */
function planStray({ bucket, entry, governance, observation }: Situation): Plan | undefined {
  const wanted =
    governance.kind === 'governed' && observation.state === 'present'
      ? treat(governance, { bucket, key: entry.key, object: observation })
      : undefined
  const isWanted = (address: AssetAddress) =>
    wanted !== undefined && 'address' in wanted && sameAddress(address, wanted.address)
  const stray = entry.strays?.find((address) => !isWanted(address))
  if (!stray) return undefined
  const reason = 'a request without an answer may have left an asset there'
  return { kind: 'destroy', reason, address: stray, invalidate: true, isDeletion: false, observation }
}

function planObject(situation: Situation, governed: Governed, object: ObservedObject): Plan {
  const { bucket, entry } = situation
  if (wasRefused(entry, governed, object)) {
    return { kind: 'skip', reason: `refused before: ${entry.refused?.reason}`, refused: true }
  }
  const treatment = treat(governed, { bucket, key: entry.key, object })
  if (!('code' in treatment)) return withoutBytes(planPresence(situation, object, treatment), object)
  // By the rules an asset under this name must not be. Other faults leave the asset of the last good state.
  if (treatment.code === 'public-id' && entry.applied.state !== 'nothing')
    return planAbsence(situation, treatment.reason)
  return { kind: 'refuse', code: treatment.code, reason: treatment.reason }
}

/** What an archived object's asset cannot be given until the object is restored. */
function withoutBytes(next: Plan, { archived }: ObservedObject): Plan {
  const needsBytes = next.kind === 'upload' || next.kind === 'introduce' || next.kind === 'destroy'
  if (!archived || !needsBytes) return next
  return { kind: 'skip', reason: 'the object is archived; its restore event will follow' }
}

function wasRefused(entry: Entry, governed: Governed, object: ObservedObject): boolean {
  const isSame = refusesObject(entry, object, governed.digest)
  return isSame && entry.refused?.circumstances === circumstancesOf(governed, object)
}

function planPresence(situation: Situation, object: ObservedObject, treatment: DesiredAsset): Plan {
  const { entry } = situation
  const { applied } = entry
  const { address, options } = treatment
  const sending = { object, treatment }
  if (isEqual(entry, object, treatment)) return { kind: 'skip', reason: 'equal', rules: treatment.rules }
  const datedMs = object.lastModifiedMs + limits.datingMs
  const isTiedByDate = !object.etagIsMd5 || options.uploadPreset !== undefined
  if (isTiedByDate && situation.nowMs < datedMs) {
    return { kind: 'wait', reason: 'the object is too fresh to be told from what may follow', untilMs: datedMs }
  }
  const known = applied.state === 'nothing' ? (entry.doubt?.addresses ?? []) : [applied.address]
  const elsewhere = known.find((one) => !sameAddress(one, address))
  if (elsewhere) return planMove(entry, elsewhere, sending)
  if (applied.state === 'nothing') return { kind: 'introduce', reason: 'the key has no asset', ...sending }
  if (applied.state === 'unknown') {
    const reason = 'it is not known what the asset is'
    return { kind: 'upload', reason, ...sending, overwrite: applied.owned }
  }
  if (applied.content.etag !== object.etag || applied.content.sizeBytes !== object.sizeBytes) {
    return { kind: 'upload', reason: 'the content differs', ...sending, overwrite: true }
  }
  if (applied.preset !== presetOf(treatment)) {
    return { kind: 'upload', reason: 'the upload preset differs', ...sending, overwrite: true }
  }
  return { kind: 'update', reason: 'the metadata differs', applied, ...sending }
}

function isEqual({ applied }: Entry, object: ObservedObject, treatment: DesiredAsset): boolean {
  return (
    applied.state === 'asset' &&
    sameAddress(applied.address, treatment.address) &&
    applied.content.etag === object.etag &&
    applied.content.sizeBytes === object.sizeBytes &&
    applied.preset === presetOf(treatment) &&
    applied.fingerprint === treatment.fingerprint
  )
}

function presetOf({ options }: DesiredAsset): string {
  return options.uploadPreset ?? ''
}

function planAbsence(situation: Situation, reason: string): Plan {
  const { entry, governance, nowMs, settleMs } = situation
  if (entry.applied.state === 'nothing') return { kind: 'skip', reason: `${reason}, and there is no asset` }
  const { onDelete, invalidate = true } = governance.kind === 'governed' ? governance.options : {}
  if (onDelete === 'keep') return { kind: 'skip', reason: `${reason}; the rules keep its asset` }
  const absentSinceMs = entry.absentSinceMs ?? nowMs
  const untilMs = absentSinceMs + settleMs
  if (nowMs < untilMs) return { kind: 'wait', reason: `${reason}; it may come back`, untilMs, absentSinceMs }
  return {
    kind: 'destroy',
    reason,
    address: entry.applied.address,
    invalidate,
    isDeletion: true,
    observation: situation.observation,
  }
}

/** The rules give the key another address: the asset moves there, once no request can bring it back. */
function planMove(entry: Entry, from: AssetAddress, sending: Omit<Sending, 'reason'>): Plan {
  const { applied } = entry
  const { treatment, object } = sending
  const reason = `the asset belongs elsewhere than at ${from.resourceType} ${from.publicId}`
  if (entry.doubt) return { kind: 'wait', reason, untilMs: entry.doubt.untilMs }
  const isMovable = applied.state === 'asset' && from.resourceType === treatment.address.resourceType
  if (isMovable) return { kind: 'move', reason, applied, ...sending }
  const { invalidate = true } = treatment.options
  return { kind: 'destroy', reason, address: from, invalidate, isDeletion: false, observation: object }
}
