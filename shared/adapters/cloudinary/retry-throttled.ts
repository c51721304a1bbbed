import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { TransientError } from '../../model/errors.ts'
import { systemClock } from '../clock.ts'
import { cloudinaryFailure, hasStatus } from './failure.ts'
import { retryAfterMs, withResponseHeaders } from './response-headers.ts'

/** How Cloudinary is asked again within an invocation, where it has no time for a request: pauses in ms, each up to twice as long. */
export const THROTTLE_PAUSES = { retries: 3, minTimeout: 250, maxTimeout: 4000, randomize: true } as const
/** How far ahead (ms) a time that Cloudinary names may be, so that it is waited for within the invocation. */
export const NAMED_MS_MAX = 2000

/**
 * Sends, and sends again only where the answer proves that nothing took effect and it may pass within half of the time left (ms). Where
 * Cloudinary names a time that is near, the pause begins then: those who wait for the same time do not come all at once.
 */
export function retryThrottled(timeoutMs: number, send: () => Promise<unknown>): Promise<unknown> {
  const mostMs = Math.max(0, timeoutMs / 2)
  const startMs = performance.now()
  return pRetry(() => sendOnce(send), {
    ...THROTTLE_PAUSES,
    maxRetryTime: mostMs,
    shouldRetry: async ({ error }) => {
      const namedMs = untilNamedMs(error)
      const leftMs = mostMs - (performance.now() - startMs)
      if (namedMs === undefined || namedMs > Math.min(NAMED_MS_MAX, leftMs)) return false
      await sleep(namedMs)
      return true
    },
  })
}

/** How long (ms) until the time that the answer names, 0 where it names none; undefined where another try may do harm. */
function untilNamedMs(error: Error): number | undefined {
  const isThrottling = hasStatus(error, 420) || hasStatus(error, 429)
  if (!isThrottling || !(error instanceof TransientError)) return undefined
  return Math.max(0, (error.notBeforeMs ?? 0) - systemClock.nowMs())
}

async function sendOnce(send: () => Promise<unknown>): Promise<unknown> {
  const { answer, headers } = await withResponseHeaders(send)
  if (answer.status === 'fulfilled') return answer.value
  const { retryAfter = '', errorText } = headers
  const namedMs = retryAfterMs(retryAfter, systemClock.nowMs())
  const told = errorText === undefined ? {} : { errorText }
  throw cloudinaryFailure(answer.reason, namedMs === undefined ? told : { ...told, retryAfterMs: namedMs })
}
