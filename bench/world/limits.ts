import { TransientError } from '../../shared/model/errors.ts'
import type { Time } from './time.ts'

/** Cloudinary's answer to what is too much; it names no time. */
function tooMuch(): TransientError {
  return new TransientError('cloudinary-420', 'Rate Limit Exceeded', { kind: 'throttled', scope: 'account' })
}

/** Refuses what is above so many calls in any second. */
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
