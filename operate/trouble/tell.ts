import { duration } from '../cli/duration.ts'
import type { TroubleLine } from './line.ts'

/** A trouble in one line for people: what, for how long, and when it is tried again. It has words of strangers: see `visible`. */
export function tellTrouble({ text, sinceMs, nextTryMs }: TroubleLine<string>, nowMs: number): string {
  const since = sinceMs === undefined ? '' : `, for ${duration((nowMs - sinceMs) / 1000)}`
  const next = nextTryMs === undefined ? '' : `; next try ${dueText(nextTryMs, nowMs)}`
  // A reason of Cloudinary's is often a sentence.
  return `${text.replace(/\.$/, '')}${since}${next}`
}

/** When a try is made, such as `in 40 s`. */
export function dueText(atMs: number, nowMs: number): string {
  return atMs > nowMs ? `in ${duration((atMs - nowMs) / 1000)}` : 'is due'
}
