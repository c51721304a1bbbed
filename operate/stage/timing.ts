import { limits } from '../../shared/model/limits.ts'

/** Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS". */
const TIMES_THE_TIMEOUT = 6

/** How long a message has to be hidden at least, so that it does not come back while a worker is still at it. */
export function visibilitySecondsLeast(workerTimeoutSeconds: number): number {
  return TIMES_THE_TIMEOUT * workerTimeoutSeconds
}

/** How long a request to Cloudinary is waited for at most: it ends with its worker. It has to be remembered for longer than that. */
export function requestSecondsMost(workerTimeoutSeconds: number): number {
  return Math.min(limits.requestTimeoutMs / 1000, workerTimeoutSeconds)
}
