import { reasonOf } from '../../shared/model/reasons.ts'
import type { Stop } from '../../shared/ports/breaker.ts'
import { duration } from '../cli/duration.ts'
import type { KeyStatus } from '../status/key-status.ts'

/** How a file is, for someone who sees it for the first time. */
export interface Explanation {
  /** `good`: it is as it should be; `waiting`: nothing has to be done; `bad`: someone has to do something. */
  readonly mood: 'good' | 'waiting' | 'bad'
  readonly headline: string
  readonly detail: string
  /** What to do; empty for nothing. */
  readonly advice: string
  /** What the console offers. */
  readonly offers: readonly Offer[]
}

/** Something that can be done about a file. */
export type Offer = 'redrive' | 'release' | 'resume' | 'sweep'

/** Says in plain words why a file is in Cloudinary, or why it is not. Of several reasons the one that has to go first. */
export function explainFile(status: KeyStatus, stop: Stop | undefined, nowMs: number): Explanation {
  return (
    ofRules(status) ??
    ofLetters(status) ??
    ofRefusal(status) ??
    ofGuard(status) ??
    (isSettled(status) ? settled(status) : undefined) ??
    ofStop(stop) ??
    ofFailures(status, nowMs) ??
    ofPlan(status, nowMs)
  )
}

function ofRules({ match, entry, source }: KeyStatus): Explanation | undefined {
  if (match.kind !== 'ignored' || entry.applied.state !== 'nothing') return undefined
  const headline =
    source.state === 'present' ? 'Not mirrored: the rules leave it out' : 'The rules leave such names out'
  const advice = 'Rename the file, or change mirror.config.ts; the Rules page says what becomes of a name.'
  return { mood: 'waiting', headline, detail: match.reason, advice, offers: [] }
}

function ofLetters({ deadLetters: [first], entry }: KeyStatus): Explanation | undefined {
  if (!first) return undefined
  const headline =
    entry.applied.state === 'asset' ? 'The latest change was refused' : 'Refused: it is not in Cloudinary'
  return { mood: 'bad', headline, ...wordsOf(first.code, first.reason), offers: ['redrive'] }
}

function ofRefusal({ entry, source, next }: KeyStatus): Explanation | undefined {
  const { refused, applied } = entry
  if (!refused || source.state === 'absent' || next.kind !== 'skip') return undefined
  const headline = applied.state === 'asset' ? 'The latest change was refused' : 'Refused: it is not in Cloudinary'
  return { mood: 'bad', headline, ...wordsOf(refused.code, refused.reason), offers: ['sweep'] }
}

function ofGuard({ entry: { deletion, applied } }: KeyStatus): Explanation | undefined {
  if (deletion?.state !== 'withheld') return undefined
  const headline =
    applied.state === 'nothing'
      ? 'Waits for another file’s asset, which the guard keeps'
      : 'Deleted from the bucket, kept in Cloudinary by the guard'
  const detail = 'Many files went at once, so that deletions are withheld until someone looks at them.'
  const advice = 'Put the objects back, or release the deletions on the Guard page.'
  return { mood: 'bad', headline, detail, advice, offers: ['release'] }
}

function isSettled({ next, entry }: KeyStatus): boolean {
  return next.kind === 'skip' && !entry.refused
}

function settled({ source, entry, next }: KeyStatus): Explanation {
  const isThere = entry.applied.state === 'asset'
  const none = { mood: 'good', advice: '', offers: [] } as const
  if (source.state === 'present' && isThere) {
    return { ...none, headline: 'In Cloudinary, equal to the bucket', detail: next.reason }
  }
  if (source.state === 'present') return { ...none, mood: 'waiting', headline: 'Not mirrored', detail: next.reason }
  if (isThere) return { ...none, headline: 'Gone from the bucket, kept in Cloudinary', detail: next.reason }
  const detail =
    'Neither the bucket nor Cloudinary has it, and nothing is under way. Is the name right, capitals included?'
  return { ...none, mood: 'waiting', headline: 'There is no such file', detail }
}

function ofStop(stop: Stop | undefined): Explanation | undefined {
  if (!stop) return undefined
  const { action = '' } = reasonOf(stop.code) ?? {}
  const isPaused = stop.code === 'paused'
  const headline = isPaused ? 'Waits: mirroring is paused' : 'Waits: nothing can be mirrored now'
  return {
    mood: 'bad',
    headline,
    detail: stop.reason,
    advice: isPaused ? 'Resume mirroring when the reason for the pause is over.' : action,
    offers: isPaused ? ['resume'] : [],
  }
}

function ofFailures({ entry: { failures } }: KeyStatus, nowMs: number): Explanation | undefined {
  if (!failures) return undefined
  const times = failures.count === 1 ? 'once' : `${failures.count} times`
  const { retryMs = 0 } = failures
  const next = retryMs > nowMs ? `in ${duration((retryMs - nowMs) / 1000)}` : 'any moment'
  const headline = `Failed ${times}, tried again ${next}`
  return { mood: 'bad', headline, ...wordsOf(failures.code, failures.reason), offers: [] }
}

function ofPlan({ next, source }: KeyStatus, nowMs: number): Explanation {
  const { kind, reason, untilMs } = next
  const until = untilMs !== undefined && untilMs > nowMs ? `, for another ${duration((untilMs - nowMs) / 1000)}` : ''
  const isWaiting = kind === 'wait' || kind === 'busy' || kind === 'pending'
  const headline = isWaiting ? `On its way${until}` : source.state === 'present' ? 'On its way' : 'About to go'
  const advice = isWaiting ? '' : 'If nothing happens within a minute, a sweep queues it again.'
  return { mood: 'waiting', headline, detail: reason, advice, offers: isWaiting ? [] : ['sweep'] }
}

function wordsOf(code: string, reason: string): Pick<Explanation, 'detail' | 'advice'> {
  const { meaning = '', action = '' } = reasonOf(code) ?? {}
  return { detail: [meaning, reason].filter((text) => text !== '').join(': '), advice: action }
}
