import pRetry from 'p-retry'
import type { AwsAccess } from '../../config/aws.ts'
import { signRequest } from './s3-signed.ts'

/** A request to S3 that has no body. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer of S3 that is none that was asked for. Its name is the status, since HEAD tells no more. */
export class S3Refusal extends Error {
  readonly status: number

  constructor({ status, headers }: Response) {
    const region = headers.get('x-amz-bucket-region')
    const isElsewhere = status >= 300 && status < 400 && region !== null
    super(isElsewhere ? `the bucket is in ${region}` : `S3 answered HTTP ${status}`)
    this.name = String(status)
    this.status = status
  }
}

/**
 * Sends a signed request, and sends it once more where there was no answer within `timeoutMs` or one of status 429 or 5xx. Rejects with an
 * S3Refusal for any status but 2xx, redirects included, and with an Error that is named as the connection's trouble is: ECONNREFUSED,
 * ENOTFOUND, TimeoutError.
 */
export function sendToS3(access: AwsAccess, request: S3Request, timeoutMs: number): Promise<Response> {
  return pRetry(() => send(access, request, timeoutMs), {
    retries: 1,
    minTimeout: 50,
    randomize: true,
    shouldRetry: ({ error }) => !(error instanceof S3Refusal) || error.status >= 500 || error.status === 429,
  })
}

async function send(access: AwsAccess, request: S3Request, timeoutMs: number): Promise<Response> {
  const { method, url } = request
  const headers = await signRequest(access, request)
  const signal = AbortSignal.timeout(timeoutMs)
  const answer = await fetch(url, { method, headers, signal, redirect: 'manual' }).catch((thrown: unknown) => {
    throw connectionError(thrown)
  })
  if (answer.ok) return answer
  await answer.body?.cancel()
  throw new S3Refusal(answer)
}

/** fetch calls all that befalls a connection a TypeError, and says in its cause what that was. */
function connectionError(thrown: unknown): unknown {
  if (!(thrown instanceof TypeError) || !(thrown.cause instanceof Error)) return thrown
  const { cause } = thrown
  const error = new Error(cause.message || String(thrown), { cause: thrown })
  error.name = 'code' in cause ? String(cause.code) : cause.name
  return error
}
