import { type Content, sameContent } from './content.ts'
import { limits } from './limits.ts'

/**
 * Why a key was refused, and for which object: the same is refused once. For the deletion of an object that is gone, the ETag is
 * empty.
 */
export interface Refusal extends Content {
  readonly lastModifiedMs: number
  /** Digest of the rules; where it changes it is tried again. */
  readonly rules: string
  /** Digest of the rules and of the object's metadata and tags; where it changes it is tried again. */
  readonly digest: string
  readonly code: string
  readonly reason: string
  readonly atMs: number
  /** When (Unix milliseconds) the last dead letter was written for it; undefined where none was. */
  readonly letterMs?: number
  /** Set where something else than the object may lift it: when a sweep tries again, and how often it was refused by then. */
  readonly retry?: { readonly atMs: number; readonly times: number }
}

/** Refusals that something else than the object may lift: another key or another asset. */
const LIFTABLE: readonly string[] = ['public-id-taken', 'owner-unreadable', 'foreign-asset']

/** True where another key or another asset may lift it. */
export function isLiftable(code: string): boolean {
  return LIFTABLE.includes(code)
}

/** When a sweep tries again what was refused that often: after an hour, two, four, ... up to a day. */
export function retryAfter(atMs: number, times: number): NonNullable<Refusal['retry']> {
  const pauseMs = Math.min(limits.liftPauseMostMs, limits.liftPauseLeastMs * 2 ** (times - 1))
  return { atMs: atMs + pauseMs, times }
}

type Refused = Pick<Refusal, 'code' | 'etag' | 'lastModifiedMs' | 'digest' | 'retry'>

/**
 * True where both are of the same object, metadata and rules, and of one kind: for the same reason, or for any two that may pass.
 * What fails now for this and now for that is not new each time.
 */
export function isSameRefusal(a: Refused | undefined, b: Refused): boolean {
  if (a?.etag !== b.etag || a.lastModifiedMs !== b.lastModifiedMs || a.digest !== b.digest) return false
  return a.code === b.code || (a.retry !== undefined && b.retry !== undefined)
}

interface Refusable {
  readonly refused?: Refusal
}

/** True where this very object was refused before, under the same rules. */
export function refusesObject(
  { refused }: Refusable,
  object: Content & { readonly lastModifiedMs: number },
  rules: string,
): boolean {
  if (!refused || refused.rules !== rules) return false
  return sameContent(refused, object) && refused.lastModifiedMs === object.lastModifiedMs
}

/** True where the deletion of the key's asset was refused before, under the same rules. */
export function refusesDeletion({ refused }: Refusable, rules: string): boolean {
  return refused !== undefined && refused.rules === rules && refused.etag === ''
}

/** True for a key that was refused only because an asset is there already, and that has none of its own. */
export function mayBeAdopted({
  refused,
  applied,
}: Refusable & { readonly applied: { readonly state: string } }): boolean {
  return refused?.code === 'foreign-asset' && applied.state === 'nothing'
}

/** True where it is time to try again what was refused: what stood in its way may be gone. */
export function isRetryDue({ refused }: Refusable, nowMs: number): boolean {
  return refused?.retry !== undefined && nowMs >= refused.retry.atMs
}
