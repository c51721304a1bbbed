import { AwsClient } from 'aws4fetch'
import pRetry from 'p-retry'
import * as z from 'zod'
import { type AwsAccess, type AwsService, readAwsAccess } from '../../config/aws.ts'
import { limits } from '../../model/limits.ts'

/** A request to a service, from its path on. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** Sends a request, and resolves with the JSON that was answered, if any. Rejects with an Error that is named as the service names it. */
export type SignedCall = (request: SignedRequest) => Promise<unknown>

const RETRIES = 2
/** What is said where there was too much, also with status 400. */
const THROTTLED = /Throttl|RequestLimitExceeded|ThroughputExceeded|TooManyRequests|SlowDown/

const errorSchema = z.object({
  __type: z.string().optional(),
  message: z.string().optional(),
  Message: z.string().optional(),
})

/** What a service has answered in place of a result. */
class ServiceError extends Error {
  readonly status: number

  constructor({ status, headers }: Response, text: string) {
    const { __type, message, Message } = errorSchema.safeParse(parseJson(text)).data ?? {}
    super(message ?? Message ?? `expected an answer, found HTTP ${status}`)
    // Such as `com.amazonaws.sqs#QueueDoesNotExist`, or `ResourceNotFoundException:http://internal...`.
    const type = headers.get('x-amzn-errortype') ?? __type ?? `HTTP-${status}`
    this.name = type.replace(/^.*#/, '').replace(/:.*$/, '')
    this.status = status
  }
}

/**
 * A service that is called without its SDK: for functions that make one or two calls, for which loading one would be most of their work.
 * What gets no answer within `timeoutMs`, status 429 or 5xx, or is throttled is tried again, as the SDK does.
 */
export function signedService(
  service: AwsService,
  access: () => AwsAccess = () => readAwsAccess(service),
  timeoutMs: number = limits.answerTimeoutMs,
): SignedCall {
  return async (request) => {
    const reached = access()
    return pRetry(() => send(service, reached, request, timeoutMs), {
      retries: RETRIES,
      minTimeout: 50,
      maxTimeout: 1000,
      randomize: true,
      shouldRetry: ({ error }) => mayHelp(error),
    })
  }
}

async function send(
  service: AwsService,
  access: AwsAccess,
  { method, path, headers, body }: SignedRequest,
  timeoutMs: number,
) {
  const { endpoint, traceId, sessionToken, ...keys } = access
  const client = new AwsClient({ ...keys, ...(sessionToken && { sessionToken }), service })
  const signed = await client.sign(`${endpoint.replace(/\/$/, '')}${path}`, {
    method,
    headers: { ...headers, ...(traceId && { 'x-amzn-trace-id': traceId }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await fetch(signed, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  const text = await answer.text()
  if (!answer.ok) throw new ServiceError(answer, text)
  return text === '' ? undefined : JSON.parse(text)
}

/** Everything may help but to hear the same answer again. */
function mayHelp(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return !(error instanceof SyntaxError)
  return error.status >= 500 || error.status === 429 || THROTTLED.test(error.name)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
