import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import * as z from 'zod'

const finished = z.object({ response: z.object({ headers: z.record(z.string(), z.unknown()) }) })
/** Headers of an answer, as far as they say why it is an error. */
export interface ResponseHeaders {
  readonly retryAfter?: string
  readonly errorText?: string
}

const responses = new AsyncLocalStorage<{ headers: ResponseHeaders }>()

// The SDK drops the headers of an answer that it rejects; Node tells of every answer, in the context of its request.
subscribe('http.client.response.finish', (message) => {
  const store = responses.getStore()
  const parsed = finished.safeParse(message)
  if (!store || !parsed.success) return
  const { 'retry-after': retryAfter, 'x-cld-error': errorText } = parsed.data.response.headers
  store.headers = {
    ...(typeof retryAfter === 'string' && { retryAfter }),
    ...(typeof errorText === 'string' && { errorText: Buffer.from(errorText, 'latin1').toString() }),
  }
})

/** Runs a call, and says what the headers of the last of its answers told of an error. */
export async function withResponseHeaders<Answer>(
  call: () => Promise<Answer>,
): Promise<{ readonly headers: ResponseHeaders; readonly answer: PromiseSettledResult<Answer> }> {
  const store: { headers: ResponseHeaders } = { headers: {} }
  const [answer] = await responses.run(store, () => Promise.allSettled([call()]))
  return { headers: store.headers, answer }
}

/** The time (Unix milliseconds) that a Retry-After header names: seconds from now, or an HTTP date. Source: RFC 9110, 10.2.3. */
export function retryAfterMs(text: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return nowMs + Number(text) * 1000
  const dateMs = Date.parse(text)
  return Number.isNaN(dateMs) ? undefined : dateMs
}
