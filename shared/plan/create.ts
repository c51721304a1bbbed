import { contentOf, sameContent } from '../model/content.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import { absentSince, type Entry } from '../model/entry.ts'
import { closenessOf, compareCloseness } from '../model/key-closeness.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import { isLeased } from '../record/transitions.ts'
import { whenDated } from './dating.ts'
import type { Plan } from './situation.ts'

/** An entry whose asset may have the new key's content, and what S3 says of its key. */
export interface Candidate {
  /** Read strongly, and freed of a lease that ran out (see record/transitions.ts). */
  readonly entry: Entry
  readonly observation: Observation
  /** True where the asset stays when its object goes: it was there before. It moves only with an object that has just been renamed. */
  readonly stays?: boolean
}

/** What becomes of a key without an asset. */
export type Creation =
  | Extract<Plan, { kind: 'upload' | 'wait' }>
  | { readonly kind: 'rename'; readonly reason: string; readonly from: Entry; readonly desired: DesiredAsset }

interface NewKey {
  readonly entry: Entry
  readonly object: ObservedObject
  readonly desired: DesiredAsset
  readonly nowMs: number
  readonly settleMs: number
}

/**
 * Decides whether a new key is a rename. S3 has none: it shows a copy and a delete, in either order. So an asset of the
 * same content whose key is gone moves, the one that is closest in name; where the key is still there its delete may be on the
 * way, until the window ends.
 */
export function planCreation(newKey: NewKey, candidates: readonly Candidate[]): Creation {
  const { object, desired, nowMs, settleMs } = newKey
  const usable = byCloseness(
    candidates.filter(({ entry }) => isUsable(entry, object, desired)),
    newKey.entry.key,
  )
  const origin = usable.find((candidate) => isFree(candidate, newKey))
  const others = usable.filter((candidate) => !isFree(candidate, newKey))
  if (origin) return planRename(newKey, origin, others)
  const [present] = others
  const untilMs = object.lastModifiedMs + settleMs
  if (present && nowMs < untilMs) {
    return { kind: 'wait', reason: `a copy of ${present.entry.key}, or its new name`, untilMs, poll: true }
  }
  return whenDated({ kind: 'upload', reason: 'a new object', desired, object, overwrite: false }, newKey)
}

/** True where the entry's asset could become that of the object: it has its content, and could be moved to its address. */
export function isUsable(
  { applied, doubt, attempt }: Entry,
  object: ObservedObject,
  { address }: DesiredAsset,
): boolean {
  if (applied.state !== 'asset' || doubt || attempt?.background) return false
  // A rename does not change the resource type.
  return applied.address.resourceType === address.resourceType && sameContent(applied.content, contentOf(object))
}

/** True where nothing but the new key can want the asset. */
function isFree({ entry, observation, stays }: Candidate, { nowMs, settleMs }: NewKey): boolean {
  if (observation.state === 'present') return false
  const goneMs = absentSince(entry)
  return !stays || (goneMs !== undefined && nowMs < goneMs + settleMs)
}

function planRename(
  { entry, object, desired, nowMs, settleMs }: NewKey,
  { entry: from }: Candidate,
  others: readonly Candidate[],
): Creation {
  const tailOf = ({ key }: Entry) => closenessOf(key, entry.key).tail
  const closer = others.find((other) => tailOf(other.entry) > tailOf(from))
  // Of several equal files that are renamed at once each is to keep its own asset, which its base name tells.
  const untilMs = Math.min(object.lastModifiedMs, absentSince(from) ?? nowMs) + settleMs / 2
  if (closer && nowMs < untilMs) {
    return { kind: 'wait', reason: `the new name of ${closer.entry.key}, or of ${from.key}`, untilMs, poll: true }
  }
  if (from.lease && isLeased(from, nowMs, '')) {
    return { kind: 'wait', reason: `another worker holds ${from.key}`, untilMs: from.lease.untilMs, poll: true }
  }
  return { kind: 'rename', reason: `the content of ${from.key}, which is gone`, from, desired }
}

function byCloseness(candidates: readonly Candidate[], key: string): readonly Candidate[] {
  return [...candidates].sort((a, b) => compareCloseness(closenessOf(a.entry.key, key), closenessOf(b.entry.key, key)))
}
