import type { ServerResponse } from 'node:http'
import type { Json, Reply } from './decision.ts'
import { Refusal } from './refusal.ts'
import { type Account, renderUploaded } from './render.ts'

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number
  readonly body: Json
  readonly headers?: Readonly<Record<string, string>>
}

// A header takes neither line breaks nor most of Unicode.
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}

/** Answers with an error as Cloudinary does: in the body, and again in a header. */
export function errorAnswer(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    body: { error: { message } },
    headers: { 'X-Cld-Error': headerSafe(message), ...headers },
  }
}

/** Turns what was decided into an answer. */
export function answerOf(reply: Reply, account: Account): Answer {
  if (reply.kind === 'refused') return errorAnswer(reply.status, reply.message)
  if (reply.kind === 'body') return { status: 200, body: reply.body }
  const rendered = { ...renderUploaded(reply.asset, account), ...reply.extra }
  const shown = Object.entries(rendered).filter(([name]) => !reply.omit?.includes(name))
  return { status: 200, body: Object.fromEntries(shown) }
}

/** Turns whatever went wrong into an answer; what is no refusal is a defect of the stand-in. */
export function answerOfError(error: unknown): Answer {
  if (error instanceof Refusal) return errorAnswer(error.status, error.message)
  return errorAnswer(500, `General Error - ${error instanceof Error ? error.message : String(error)}`)
}

/** Sends an answer; does nothing when the client has left. */
export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    ...headers,
  })
  response.end(bytes)
}
