import { limits } from '../limits.ts'
import type { Observation, ObservedObject } from '../observe/observation.ts'
import { type AssetAddress, type Entry, type Refusal, refusesObject, sameAddress } from '../record/entry.ts'
import { attributesOf, fingerprintOf, type Target } from './target.ts'

/** What is to be done for a key, always with the reason. */
export type Plan =
  | { readonly kind: 'skip'; readonly reason: string; readonly refused?: true }
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
      /** What was observed when this was decided. */
      readonly observation: Observation
    }
  | {
      readonly kind: 'update'
      readonly reason: string
      readonly address: AssetAddress
      readonly object: ObservedObject
    }
  | {
      readonly kind: 'upload'
      readonly reason: string
      readonly address: AssetAddress
      readonly object: ObservedObject
      /** False where an asset that is there already may be someone else's. */
      readonly overwrite: boolean
    }
  /** The key has no asset yet: it is a rename if a key with the same content has gone, else an upload. */
  | {
      readonly kind: 'introduce'
      readonly reason: string
      readonly address: AssetAddress
      readonly object: ObservedObject
    }

/** All that a plan is made from. `entry` has been taken over (see record/transitions.ts). */
export interface Situation {
  readonly bucket: string
  readonly entry: Entry
  readonly observation: Observation
  readonly target: Target
  readonly nowMs: number
  readonly settleMs: number
}

/** Decides what makes Cloudinary equal to what was observed, given what was last applied. */
export function plan(situation: Situation): Plan {
  const { entry, observation, target, nowMs, settleMs } = situation
  if (target.kind === 'ignored') return planAbsence(situation, target.reason)
  if (observation.state === 'absent') return planAbsence(situation, 'the object is gone')
  if (observation.archived) return { kind: 'skip', reason: 'the object is archived; its restore event will follow' }
  if (observation.sizeBytes === 0) {
    // Some clients create a file empty and fill it in a second write; Cloudinary takes no empty file.
    const untilMs = observation.lastModifiedMs + settleMs
    if (nowMs < untilMs) return { kind: 'wait', reason: 'the object is empty; content may follow', untilMs }
    return planAbsence(situation, 'the object is empty')
  }
  if (target.kind === 'impossible') return planImpossible(situation, target, observation)
  if (entry.refused && refusesObject(entry, observation)) return skipRefused(entry.refused)
  return planPresence(situation, observation, target.address)
}

function skipRefused(refusal: Refusal): Plan {
  return { kind: 'skip', reason: `refused before: ${refusal.reason}`, refused: true }
}

function planPresence(situation: Situation, object: ObservedObject, address: AssetAddress): Plan {
  const { entry } = situation
  const { applied } = entry
  const equal = planEqual(situation, object, address)
  if (equal) return equal
  const datedMs = object.lastModifiedMs + limits.datingMs
  if (!object.etagIsMd5 && situation.nowMs < datedMs) {
    return { kind: 'wait', reason: 'the object is too fresh to be told from what may follow', untilMs: datedMs }
  }
  const elsewhere = applied.state === 'nothing' ? entry.doubt?.address : applied.address
  if (elsewhere && !sameAddress(elsewhere, address)) return planMove(entry, elsewhere, object)
  if (applied.state === 'nothing') return { kind: 'introduce', reason: 'the key has no asset', address, object }
  if (applied.state === 'unknown') {
    const reason = 'a request without an answer may have changed the asset'
    return { kind: 'upload', reason, address, object, overwrite: applied.owned }
  }
  if (applied.content.etag !== object.etag || applied.content.sizeBytes !== object.sizeBytes) {
    return { kind: 'upload', reason: 'the content differs', address, object, overwrite: true }
  }
  return { kind: 'update', reason: 'the metadata differs', address, object }
}

function planEqual({ entry, bucket }: Situation, object: ObservedObject, address: AssetAddress): Plan | undefined {
  const { applied } = entry
  const isEqual =
    applied.state === 'asset' &&
    sameAddress(applied.address, address) &&
    applied.content.etag === object.etag &&
    applied.content.sizeBytes === object.sizeBytes &&
    applied.fingerprint === fingerprintOf(attributesOf(bucket, entry.key, object))
  return isEqual ? { kind: 'skip', reason: 'equal' } : undefined
}

function planAbsence(situation: Situation, reason: string): Plan {
  const { entry, nowMs, settleMs } = situation
  if (entry.applied.state === 'nothing') return { kind: 'skip', reason: `${reason}, and there is no asset` }
  const absentSinceMs = entry.absentSinceMs ?? nowMs
  const untilMs = absentSinceMs + settleMs
  if (nowMs < untilMs) return { kind: 'wait', reason: `${reason}; it may come back`, untilMs, absentSinceMs }
  return { kind: 'destroy', reason, address: entry.applied.address, observation: situation.observation }
}

function planImpossible(
  situation: Situation,
  target: { readonly code: string; readonly reason: string },
  object: ObservedObject,
): Plan {
  const { entry } = situation
  if (entry.applied.state !== 'nothing') return planAbsence(situation, target.reason)
  if (entry.refused && refusesObject(entry, object)) return skipRefused(entry.refused)
  return { kind: 'refuse', code: target.code, reason: target.reason }
}

/** The rules give the key another address: the asset at the old one goes first, once no request can bring it back. */
function planMove(entry: Entry, address: AssetAddress, observation: Observation): Plan {
  const reason = `the asset belongs elsewhere than at ${address.resourceType} ${address.publicId}`
  if (entry.doubt) return { kind: 'wait', reason, untilMs: entry.doubt.untilMs }
  return { kind: 'destroy', reason, address, observation }
}
