import { TransientError } from '../../shared/model/errors.ts'
import type { Time } from './time.ts'

/** Cloudinary's answer to what is too much. */
function tooMuch(named: { readonly notBeforeMs?: number } = {}): TransientError {
  return new TransientError('cloudinary-420', 'Rate Limit Exceeded', { kind: 'throttled', scope: 'account', ...named })
}

/** Refuses what is above so many calls in any second, and names no time. */
export function perSecond(time: Time, most: number): () => () => void {
  const admitted: number[] = []
  return () => {
    const nowMs = time.nowMs()
    while ((admitted[0] ?? nowMs) <= nowMs - 1000) admitted.shift()
    if (admitted.length >= most) throw tooMuch()
    admitted.push(nowMs)
    return () => undefined
  }
}

/** Refuses what is above so many calls in a second of the clock, and names the next, as Cloudinary's hourly limits do. */
export function perNamedSecond(time: Time, most: number): () => () => void {
  let second = 0
  let admitted = 0
  return () => {
    const now = Math.floor(time.nowMs() / 1000)
    if (now !== second) admitted = 0
    second = now
    if (admitted >= most) throw tooMuch({ notBeforeMs: (now + 1) * 1000 })
    admitted++
    return () => undefined
  }
}

/** Refuses what is above so many calls at once. */
export function atOnce(most: number): () => () => void {
  let running = 0
  return () => {
    if (running >= most) throw tooMuch()
    running++
    return () => {
      running--
    }
  }
}
