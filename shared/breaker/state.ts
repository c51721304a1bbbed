import type { StageScope } from '../model/errors.ts'
import type { Stop, Suspect, SuspiciousFailure } from '../ports/breaker.ts'

/** What all workers know together of whether changes can be mirrored at all. Times are Unix milliseconds. */
export interface BreakerState {
  /** Failures that may be the stage's trouble, one for each scope, since the last upload that succeeded. */
  readonly suspicions: readonly Suspicion[]
  /** Set while the stage is in trouble, as a probe has confirmed: nothing is tried. */
  readonly trouble?: Trouble
  /** When the last trouble ended. */
  readonly endedMs?: number
  /** What a probe has last found well, and when. */
  readonly well?: { readonly scope: StageScope; readonly code: string; readonly atMs: number }
  /** Set while an operator wants nothing to be sent. */
  readonly paused?: { readonly sinceMs: number; readonly reason: string }
}

/** Keys that have failed alike, none of which had failed so before; no more of them than it takes to ask a probe. */
export interface Suspicion extends Suspect {
  readonly keys: readonly string[]
}

/** What keeps all changes waiting. */
export interface Trouble extends Suspect {
  readonly sinceMs: number
}

/** A breaker that has seen nothing yet. */
export const closedBreaker: BreakerState = { suspicions: [] }

/** So many keys must fail alike, and none be uploaded meanwhile, for a worker to ask whether it is the stage's trouble. */
const SUSPECT_KEYS = 3
/** For so long what a probe has found well needs no other probe: many files that fail for their own sake cost one. */
const WELL_MS = 10_000

const MEANINGS: Readonly<Record<StageScope, string>> = {
  account: 'Cloudinary refuses the account',
  source: 'the bucket cannot be read',
  cloud: 'Cloudinary is down',
}

/** Whose trouble a failure is; `unproven` where a probe has to be asked. */
export type Verdict = 'stage' | 'key' | 'unproven'

/** Takes a key's failure into account. */
export function noteFailure(
  state: BreakerState,
  { key, scope, code, reason, isFresh, isLast }: SuspiciousFailure,
  nowMs: number,
): { readonly state: BreakerState; readonly verdict: Verdict } {
  if (state.trouble) return { state, verdict: 'stage' }
  if (isKnownWell(state, { scope, code }, nowMs)) return { state, verdict: 'key' }
  if (!isFresh) return { state, verdict: isLast ? 'unproven' : 'key' }
  const others = state.suspicions.filter((one) => one.scope !== scope)
  const before = state.suspicions.find((one) => one.scope === scope)
  const keys = [...new Set([...(before?.keys ?? []), key])].slice(0, SUSPECT_KEYS)
  const suspicions = [...others, { scope, code, reason, keys }]
  return { state: { ...state, suspicions }, verdict: isLast || keys.length === SUSPECT_KEYS ? 'unproven' : 'key' }
}

/** Forgets what was suspected: an upload has succeeded. */
export function noteServed(state: BreakerState): BreakerState {
  return state.suspicions.length === 0 ? state : { ...state, suspicions: [] }
}

/** What a worker's probe says: it begins a trouble, and never ends one. Else what has failed so far is no evidence any more. */
export function noteProbe(
  state: BreakerState,
  suspect: Suspect,
  found: Suspect | undefined,
  nowMs: number,
): BreakerState {
  if (state.trouble) return state
  return found ? begin(state, found, nowMs) : exonerate(state, [suspect], nowMs)
}

/** What is to be asked: what the trouble is about, or else all that is suspected. */
export function suspectsOf({ trouble, suspicions }: BreakerState): readonly Suspect[] {
  return trouble ? [trouble] : suspicions
}

/** What the answer to `suspectsOf` says, as that was when it was asked: a trouble begins, goes on by what it is now, or ends. */
export function noteAnswer(
  state: BreakerState,
  asked: BreakerState,
  found: Suspect | undefined,
  nowMs: number,
): BreakerState {
  if (state.trouble?.sinceMs !== asked.trouble?.sinceMs) return state
  if (found) return begin(state, found, nowMs)
  const { trouble, ...rest } = exonerate(state, suspectsOf(asked), nowMs)
  return trouble ? { ...rest, endedMs: nowMs } : rest
}

/** Why nothing may be sent now; undefined where changes are. */
export function stopOf({ trouble, paused }: BreakerState): Stop | undefined {
  const stop = trouble && troubleStop(trouble)
  if (!paused) return stop
  const reason = `paused by an operator: ${paused.reason}`
  return { code: 'paused', reason: stop ? `${reason}; besides, ${stop.reason}` : reason }
}

/** Why nothing is sent while the stage is in trouble: its cause, and since when. */
export function troubleStop({ scope, reason, sinceMs }: Trouble): Stop {
  const since = new Date(sinceMs).toISOString()
  return { code: `${scope}-trouble`, reason: `${MEANINGS[scope]}, since ${since}: ${reason}` }
}

/** What a trouble of a scope means, in a few words. */
export function troubleMeaning(scope: StageScope): string {
  return MEANINGS[scope]
}

function isKnownWell({ well }: BreakerState, { scope, code }: Pick<Suspect, 'scope' | 'code'>, nowMs: number): boolean {
  return well?.scope === scope && well.code === code && nowMs - well.atMs < WELL_MS
}

function begin({ well: _, ...state }: BreakerState, found: Suspect, nowMs: number): BreakerState {
  const { scope, code, reason } = found
  const sinceMs = state.trouble?.sinceMs ?? nowMs
  return { ...state, suspicions: [], trouble: { scope, code, reason, sinceMs } }
}

function exonerate(state: BreakerState, suspects: readonly Suspect[], nowMs: number): BreakerState {
  const suspicions = state.suspicions.filter((one) => !suspects.some(({ scope }) => scope === one.scope))
  const [first] = suspects
  return { ...state, suspicions, ...(first && { well: { scope: first.scope, code: first.code, atMs: nowMs } }) }
}
