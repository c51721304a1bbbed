import { withheldOf } from '../../shared/guard/withheld.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { limits } from '../../shared/model/limits.ts'
import { reasonOf } from '../../shared/model/reasons.ts'
import type { RuleMatch } from '../../shared/rules/rules.ts'
import { typed } from '../cli/typed.ts'
import { type AccountPlace, adviceOn } from './advice.ts'
import type { TroubleLine } from './line.ts'

/**
 * Why a key's asset is not there, or not as its object calls for:
 * - absent: there is neither an object nor an asset;
 * - ignored: the rules mirror no such name;
 * - refused: it waits in the dead-letter queue until someone acts;
 * - withheld: the guard keeps the asset until an operator lets it go;
 * - held: nothing at all is mirrored now;
 * - retrying: the last try failed, and is made again;
 * - working: a worker, or Cloudinary, is at work on it;
 * - waiting: something else has to come first, such as the end of the settle window;
 * - due: it differs, and its turn has not come;
 * - untold: it differs, and no message in the queue can be about it.
 */
export type KeyTroubleKind =
  | 'absent'
  | 'ignored'
  | 'refused'
  | 'withheld'
  | 'held'
  | 'retrying'
  | 'working'
  | 'waiting'
  | 'due'
  | 'untold'

/** One line of why a key is not as it should be. */
export interface KeyTrouble extends TroubleLine<KeyTroubleKind> {
  /** Which try has failed, and with how many the key is given up. */
  readonly attempt?: { readonly number: number; readonly most: number }
}

/** What is known of a key. */
export interface KeyFacts extends AccountPlace {
  readonly entry: Entry
  readonly match: RuleMatch
  /** When the object was written (Unix milliseconds); undefined where there is none. */
  readonly writtenMs: number | undefined
  /** How many messages the change queue has, waiting, delayed or in flight: approximately, as SQS says it. */
  readonly queued: number
  readonly nowMs: number
  /** What a worker would do now. */
  readonly next: { readonly kind: string; readonly reason: string; readonly untilMs: number | undefined }
  /** Why nothing at all is mirrored now; undefined while changes are. */
  readonly stop: TroubleLine | undefined
  /** The youngest dead letter of the key. */
  readonly letter: { readonly code: string; readonly reason: string; readonly sentMs: number } | undefined
}

/** SQS counts its messages a little late, and S3 tells of a change a little later still. */
const TOLD_WITHIN_MS = 120_000

/** Says why a key's asset is not as its object calls for; undefined where it is. */
export function keyTrouble(facts: KeyFacts): KeyTrouble | undefined {
  return refusedKey(facts) ?? withheldKey(facts) ?? openKey(facts) ?? ignoredKey(facts) ?? absentKey(facts)
}

/** Which of so many tries has failed last, by what the ledger counts. */
export function attemptOf({ failures }: Pick<Entry, 'failures'>): KeyTrouble['attempt'] {
  if (!failures) return undefined
  const { count, code, unfinished = 0 } = failures
  if (code === 'upload-unfinished') return { number: unfinished, most: limits.unfinishedMax }
  return { number: count, most: limits.failuresMax }
}

function refusedKey({ entry, next, letter, secret }: KeyFacts): KeyTrouble | undefined {
  const { refused, unended } = entry
  const never = unended?.refused && { code: 'never-ended', reason: reasonOf('never-ended')?.meaning ?? '' }
  const noted = refused && { ...refused, sinceMs: refused.atMs }
  const told = letter && { ...letter, sinceMs: letter.sentMs }
  const found = noted ?? told ?? (never && { ...never, sinceMs: unended?.beganMs ?? 0 })
  // What would be done now, where it is something else than to refuse it again, is the key's next try.
  const isFinal = next.kind === 'skip' || next.kind === 'refuse'
  if (next.kind === 'refuse' && !found) return { kind: 'refused', text: `will be refused: ${next.reason}` }
  if (!found || !isFinal || (noted === undefined && next.reason === 'equal')) return undefined
  const { code, reason, sinceMs } = found
  const action = adviceOn(code, { secret })
  const retryMs = refused?.retry?.atMs ?? unended?.refused?.retryMs
  return {
    kind: code === 'archived' ? 'waiting' : 'refused',
    text: `${code === 'archived' ? 'not mirrored' : 'refused'}: ${code}: ${reason}`,
    code,
    sinceMs,
    ...(retryMs !== undefined && { nextTryMs: retryMs }),
    ...(action !== undefined && { advice: action }),
  }
}

function withheldKey({ entry, next }: KeyFacts): KeyTrouble | undefined {
  const [kept] = withheldOf(entry)
  const waits = entry.deletion?.state === 'withheld' ? entry.deletion : undefined
  const sinceMs = kept?.sinceMs ?? waits?.sinceMs
  if (sinceMs === undefined && next.kind !== 'withhold') return undefined
  const keeps = 'the guard against mass deletion keeps the asset'
  const text = kept || next.kind === 'withhold' ? keeps : `${keeps} of another key, which has the public ID`
  const advice = adviceOn('withheld', { secret: undefined })
  return {
    kind: 'withheld',
    text,
    code: 'withheld',
    ...(sinceMs !== undefined && { sinceMs }),
    ...(advice !== undefined && { advice }),
  }
}

/** A key that is at work, or that has yet to be done. */
function openKey(facts: KeyFacts): KeyTrouble | undefined {
  const { entry, next, stop, secret } = facts
  if (next.kind === 'skip') return undefined
  const { failures } = entry
  const attempt = attemptOf(entry)
  const failed = failures && {
    ...(attempt && { attempt }),
    code: failures.code,
    ...(failures.sinceMs !== undefined && { sinceMs: failures.sinceMs }),
  }
  const last = failures ? `; its last try failed: ${failures.code}: ${failures.reason}` : ''
  if (stop) return { ...failed, ...stop, kind: 'held', text: `waits: ${stop.text}${last}` }
  if (failures && attempt) {
    const nextTryMs = next.untilMs ?? failures.retryMs
    const advice = adviceOn(failures.code, { secret })
    return {
      ...failed,
      kind: 'retrying',
      text: `failed ${attempt.number} of ${attempt.most} times: ${failures.code}: ${failures.reason}`,
      ...(nextTryMs !== undefined && { nextTryMs }),
      ...(advice !== undefined && { advice }),
    }
  }
  const until = next.untilMs === undefined ? {} : { nextTryMs: next.untilMs }
  if (next.kind === 'busy' || next.kind === 'pending')
    return { kind: 'working', text: `at work: ${next.reason}`, ...until }
  if (next.kind === 'wait') return { kind: 'waiting', text: `waits: ${next.reason}`, ...until }
  return untoldKey(facts) ?? { kind: 'due', text: `its turn has not come: ${next.kind}: ${next.reason}`, ...until }
}

/** S3's event of the object has got lost, or the rules have changed since it came. */
function untoldKey({ next, writtenMs, queued, nowMs }: KeyFacts): KeyTrouble | undefined {
  if (queued > 0 || writtenMs === undefined || nowMs - writtenMs < TOLD_WITHIN_MS) return undefined
  return {
    kind: 'untold',
    text: `nothing in the queue tells of it: ${next.kind}: ${next.reason}`,
    sinceMs: writtenMs,
    advice: typed`sls sweep queues it; sls diagnose checks whether the bucket tells of its changes`,
  }
}

function ignoredKey({ match, writtenMs, entry }: KeyFacts): KeyTrouble | undefined {
  if (match.kind !== 'ignored' || writtenMs === undefined || entry.applied.state !== 'nothing') return undefined
  const advice = typed`rename the object, or change the rules; sls explain --key says which one it is`
  return { kind: 'ignored', text: `not mirrored: ${match.reason}`, advice }
}

function absentKey({ writtenMs, entry }: KeyFacts): KeyTrouble | undefined {
  if (writtenMs !== undefined || entry.applied.state !== 'nothing') return undefined
  const advice = typed`look how the key is spelled (sls status --prefix lists keys), or send the file again`
  return { kind: 'absent', text: 'there is no object of this name, and no asset', advice }
}
