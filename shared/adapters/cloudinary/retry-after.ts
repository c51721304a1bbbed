import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { z } from 'zod'

const finished = z.object({ response: z.object({ headers: z.record(z.string(), z.unknown()) }) })
const heard = new AsyncLocalStorage<{ retryAfter?: string }>()

// The SDK drops the headers of an answer that it rejects; Node tells of every answer, in the context of its request.
subscribe('http.client.response.finish', (message) => {
  const store = heard.getStore()
  const parsed = finished.safeParse(message)
  const text = parsed.success ? parsed.data.response.headers['retry-after'] : undefined
  if (store && typeof text === 'string') store.retryAfter = text
})

/** Runs a call, and says in which Retry-After header the last of its answers came, if any. */
export async function hearRetryAfter<Answer>(
  call: () => Promise<Answer>,
): Promise<{ readonly retryAfter: string | undefined; readonly answer: PromiseSettledResult<Answer> }> {
  const store: { retryAfter?: string } = {}
  const [answer] = await heard.run(store, () => Promise.allSettled([call()]))
  return { retryAfter: store.retryAfter, answer }
}

/** The time (Unix milliseconds) that a Retry-After header names: seconds from now, or an HTTP date. Source: RFC 9110, 10.2.3. */
export function retryAfterMs(text: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return nowMs + Number(text) * 1000
  const dateMs = Date.parse(text)
  return Number.isNaN(dateMs) ? undefined : dateMs
}
