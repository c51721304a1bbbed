import type { DesiredAsset } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import { isHeld } from '../record/transitions.ts'
import type { Plan } from './plan.ts'

/** An entry whose asset may have the newcomer's content, and what S3 says of its key. */
export interface Candidate {
  /** Read strongly, and taken over unless another worker holds it (see record/transitions.ts). */
  readonly entry: Entry
  readonly observation: Observation
}

/** What becomes of a key without an asset. */
export type Introduction =
  | Extract<Plan, { kind: 'upload' | 'wait' }>
  | { readonly kind: 'rename'; readonly reason: string; readonly from: Entry; readonly treatment: DesiredAsset }

interface Newcomer {
  readonly object: ObservedObject
  readonly treatment: DesiredAsset
  readonly nowMs: number
  readonly settleMs: number
}

/**
 * Decides whether a newcomer is a rename. S3 has none: it shows a copy and a delete, in either order. So an asset of the
 * same content whose key is gone moves; where the key is still there its delete may be on the way, until the window ends.
 */
export function planIntroduction(newcomer: Newcomer, candidates: readonly Candidate[]): Introduction {
  const { object, treatment, nowMs, settleMs } = newcomer
  const usable = candidates.filter(({ entry }) => isUsable(entry, object, treatment))
  const gone = usable.find(({ observation }) => observation.state === 'absent')
  if (gone) {
    const { lease } = gone.entry
    if (lease && isHeld(gone.entry, nowMs, '')) {
      return { kind: 'wait', reason: `another worker holds ${gone.entry.key}`, untilMs: lease.untilMs, poll: true }
    }
    return { kind: 'rename', reason: `the content of ${gone.entry.key}, which is gone`, from: gone.entry, treatment }
  }
  const [present] = usable
  const untilMs = object.lastModifiedMs + settleMs
  if (present && nowMs < untilMs) {
    return { kind: 'wait', reason: `a copy of ${present.entry.key}, or its new name`, untilMs, poll: true }
  }
  return { kind: 'upload', reason: 'a new object', treatment, object, overwrite: false }
}

function isUsable(entry: Entry, object: ObservedObject, { address }: DesiredAsset): boolean {
  const { applied, doubt, pending } = entry
  if (applied.state !== 'asset' || doubt || pending) return false
  const { content } = applied
  // A rename does not change the resource type.
  const isMovable = applied.address.resourceType === address.resourceType
  return isMovable && content.etag === object.etag && content.sizeBytes === object.sizeBytes
}
