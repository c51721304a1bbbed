import * as z from 'zod'
import { PermanentError, TransientError } from '../../model/errors.ts'

const plain = z.object({ message: z.string(), http_code: z.number().optional(), code: z.string().optional() })
const nested = z.object({ error: plain })

/** What the headers of an answer said that the SDK does not pass on. */
export interface ResponseHeaders {
  /** The time (Unix milliseconds) that Retry-After named. */
  readonly retryAfterMs?: number
  readonly errorText?: string
}

/** Enough for now, too many requests, and still at work on this asset. */
const STILL_PROCESSING = 423
const THROTTLING = [420, STILL_PROCESSING, 429]

/** Errors of a connection that was never made: nothing was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

/**
 * Classifies what the SDK threw: plain objects `{message, http_code}`, the same one level down under `error`, or Errors.
 * The original may hold the credentials and presigned URLs: the cause is what of it may be read.
 */
export function cloudinaryFailure(thrown: unknown, headers: ResponseHeaders = {}): PermanentError | TransientError {
  const { message: said, http_code: status, code } = read(thrown)
  const { retryAfterMs } = headers
  // For some statuses the SDK reports nothing but the number; the answer's header has the text.
  const message = headers.errorText ?? said
  const reason = `Cloudinary: ${redact(message)}`
  const cause = { message: redact(message), ...(status && { http_code: status }), ...(code && { code }) }
  if (status === undefined || status === 499) {
    const effect = code !== undefined && NOT_SENT.includes(code) ? 'none' : 'unknown'
    return new TransientError(`cloudinary-${code ?? 'no-answer'}`, reason, { scope: 'cloud', effect, cause })
  }
  const name = `cloudinary-${status}` as const
  const later = retryAfterMs === undefined ? notBefore(message) : { notBeforeMs: retryAfterMs }
  if (status >= 500) {
    return new TransientError(name, reason, { scope: 'cloud', effect: 'unknown', cause, ...later })
  }
  if (/^Error in loading /.test(message))
    return new TransientError('source-unreadable', reason, { scope: 'source', cause })
  const isPermanent = status === 404 || (status === 400 && !/^Stale request/.test(message))
  if (isPermanent) return new PermanentError(name, reason, { cause })
  const kind = THROTTLING.includes(status) ? 'throttled' : 'transient'
  // 401 may be about one signature or about the key of the account, 403 about one request or a disabled account.
  const scope = status === STILL_PROCESSING ? 'key' : 'account'
  return new TransientError(name, reason, { kind, scope, cause, ...later })
}

/** True where the failure is an answer with this HTTP status. */
export function hasStatus(failure: unknown, status: number): boolean {
  const isOurs = failure instanceof PermanentError || failure instanceof TransientError
  return isOurs && failure.code === `cloudinary-${status}`
}

/** What kind of answer the code of a failure stands for; undefined for codes that are not Cloudinary's. */
export function answerKind(code: string): 'throttled' | 'unavailable' | 'refused' | undefined {
  const [, status] = /^cloudinary-(.+)$/.exec(code) ?? []
  if (code === 'cloud-trouble') return 'unavailable'
  if (status === undefined) return undefined
  if (THROTTLING.includes(Number(status))) return 'throttled'
  return /^4\d\d$/.test(status) ? 'refused' : 'unavailable'
}

/** Leaves out of a text what must not be read by others: the query of a URL (a presigned one's is a key to the object). */
export function redact(message: string): string {
  return message.replace(/\S+/g, (word) => {
    const authority = word.indexOf('://')
    const query = authority < 1 ? -1 : word.indexOf('?', authority)
    return query < 0 ? word : `${word.slice(0, query)}?[redacted]`
  })
}

function read(thrown: unknown): z.infer<typeof plain> {
  const inner = nested.safeParse(thrown)
  if (inner.success) return inner.data.error
  const outer = plain.safeParse(thrown)
  if (outer.success) return outer.data
  return { message: thrown instanceof Error ? thrown.message : 'an answer that is none' }
}

/** "Try again on 2026-11-24 07:00:00 UTC" */
function notBefore(message: string): { notBeforeMs?: number } {
  const [, date, time] = /Try again on (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/.exec(message) ?? []
  const notBeforeMs = Date.parse(`${date}T${time}Z`)
  return Number.isNaN(notBeforeMs) ? {} : { notBeforeMs }
}
