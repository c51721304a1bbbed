import { duration } from '../cli/duration.ts'
import type { KeyStatus } from '../status/key-status.ts'
import type { KeyTrouble, KeyTroubleKind } from '../trouble/key-trouble.ts'
import { tellTrouble } from '../trouble/tell.ts'

/** How a file is, for someone who sees it for the first time. */
export interface Explanation {
  /** `good`: it is as it should be; `waiting`: nothing has to be done; `bad`: someone may have to do something. */
  readonly mood: Mood
  readonly headline: string
  readonly detail: string
  /** What to do; empty for nothing. */
  readonly advice: string
  /** What the console offers. */
  readonly offers: readonly Offer[]
}

type Mood = 'good' | 'waiting' | 'bad'

/** Something that can be done about a file. */
export type Offer = 'redrive' | 'release' | 'resume' | 'sweep' | 'rules' | 'folder'

const HEADLINES: Readonly<Record<KeyTroubleKind, readonly [Mood, string]>> = {
  ignored: ['waiting', 'The rules leave it out'],
  refused: ['bad', 'It was refused'],
  withheld: ['bad', 'The guard keeps its asset'],
  held: ['bad', 'It waits: nothing is mirrored now'],
  retrying: ['bad', 'It failed, and is tried again'],
  working: ['waiting', 'It is being mirrored'],
  waiting: ['waiting', 'It waits for something else'],
  due: ['waiting', 'It is on its way'],
  untold: ['bad', 'No event has told of it'],
  absent: ['waiting', 'There is no such file'],
}

/** Says in plain words why a file is in Cloudinary, or why it is not, and what can be done from here. */
export function explainFile(status: KeyStatus, nowMs: number): Explanation {
  const { why } = status
  if (!why) return settled(status, nowMs)
  const [mood, headline] = HEADLINES[why.kind]
  const told = tellTrouble(why, nowMs)
  const detail = `${told.charAt(0).toUpperCase()}${told.slice(1)}.`
  return { mood, headline, detail, advice: why.advice ?? '', offers: offersOf(why, status) }
}

function offersOf({ kind, code }: KeyTrouble, { deadLetters }: KeyStatus): readonly Offer[] {
  if (kind === 'refused') return deadLetters.length > 0 ? ['redrive'] : ['sweep']
  if (kind === 'withheld') return ['release']
  if (kind === 'held') return code === 'paused' ? ['resume'] : []
  if (kind === 'ignored') return ['rules']
  if (kind === 'absent') return ['folder']
  return kind === 'due' || kind === 'untold' ? ['sweep'] : []
}

/** The bucket has it and Cloudinary too, or it is kept; the rules may also say that nothing is to be there. */
function settled({ source, entry, next }: KeyStatus, nowMs: number): Explanation {
  const isThere = entry.applied.state !== 'nothing'
  const none = { advice: '', offers: [] }
  if (source.state === 'absent') {
    return { ...none, mood: 'good', headline: 'It is gone from the bucket, and kept', detail: next.reason }
  }
  if (!isThere) return { ...none, mood: 'waiting', headline: 'It is not mirrored', detail: next.reason }
  const { applied } = entry
  const since = applied.state === 'asset' ? `, for ${duration((nowMs - applied.atMs) / 1000)}` : ''
  const detail = `Its bytes, attributes and address are what the bucket and the rules call for${since}.`
  return { ...none, mood: 'good', headline: 'It is in Cloudinary, equal to the bucket', detail }
}
