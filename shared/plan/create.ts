import { sameContent } from '../model/content.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import { isLeased } from '../record/transitions.ts'
import type { Plan } from './situation.ts'

/** An entry whose asset may have the new key's content, and what S3 says of its key. */
export interface Candidate {
  /** Read strongly, and freed of a lease that ran out (see record/transitions.ts). */
  readonly entry: Entry
  readonly observation: Observation
}

/** What becomes of a key without an asset. */
export type Creation =
  | Extract<Plan, { kind: 'upload' | 'wait' }>
  | { readonly kind: 'rename'; readonly reason: string; readonly from: Entry; readonly desired: DesiredAsset }

interface NewKey {
  readonly object: ObservedObject
  readonly desired: DesiredAsset
  readonly nowMs: number
  readonly settleMs: number
}

/**
 * Decides whether a new key is a rename. S3 has none: it shows a copy and a delete, in either order. So an asset of the
 * same content whose key is gone moves; where the key is still there its delete may be on the way, until the window ends.
 */
export function planCreation(newKey: NewKey, candidates: readonly Candidate[]): Creation {
  const { object, desired, nowMs, settleMs } = newKey
  const usable = candidates.filter(({ entry }) => isUsable(entry, object, desired))
  const gone = usable.find(({ observation }) => observation.state === 'absent')
  if (gone) {
    const { lease } = gone.entry
    if (lease && isLeased(gone.entry, nowMs, '')) {
      return { kind: 'wait', reason: `another worker holds ${gone.entry.key}`, untilMs: lease.untilMs, poll: true }
    }
    return { kind: 'rename', reason: `the content of ${gone.entry.key}, which is gone`, from: gone.entry, desired }
  }
  const [present] = usable
  const untilMs = object.lastModifiedMs + settleMs
  if (present && nowMs < untilMs) {
    return { kind: 'wait', reason: `a copy of ${present.entry.key}, or its new name`, untilMs, poll: true }
  }
  return { kind: 'upload', reason: 'a new object', desired, object, overwrite: false }
}

/** True where the entry's asset could become that of the object: it has its content, and could be moved to its address. */
export function isUsable(
  { applied, doubt, attempt }: Entry,
  object: ObservedObject,
  { address }: DesiredAsset,
): boolean {
  if (applied.state !== 'asset' || doubt || attempt?.background) return false
  // A rename does not change the resource type.
  return applied.address.resourceType === address.resourceType && sameContent(applied.content, object)
}
