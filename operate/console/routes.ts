import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import { NotThereError } from './failure.ts'

/** What pages can read, by its name in the path: each parses its own parameters. */
export type Reads = ReadonlyMap<string, (query: Readonly<Record<string, string>>) => Promise<unknown>>

/** What pages can do, by its name in the path. */
export type Actions = ReadonlyMap<string, Action>

/** Something that can be done: with JSON, or with bytes as they come. */
export type Action =
  | { readonly takes: 'json'; run(body: unknown): Promise<unknown> }
  | { readonly takes: 'bytes'; run(bytes: IncomingMessage, query: Readonly<Record<string, string>>): Promise<unknown> }

const BODY_BYTES_MAX = 4 * 1024 * 1024

/** Reads what a path asks for. */
export async function answerRead(reads: Reads, path: string, query: URLSearchParams): Promise<unknown> {
  const read = reads.get(path.slice('/api/'.length))
  if (!read) throw new NotThereError(`expected something that the console shows, found ${JSON.stringify(path)}`)
  return read(Object.fromEntries(query))
}

/** Does what a path asks for. */
export async function answerAction(actions: Actions, path: string, request: IncomingMessage, url: URL) {
  const action = actions.get(path.slice('/api/actions/'.length))
  if (!action) throw new NotThereError(`expected something that the console can do, found ${JSON.stringify(path)}`)
  if (action.takes === 'bytes') return action.run(request, Object.fromEntries(url.searchParams))
  return action.run(await readBody(request))
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': type = '' } = request.headers
  if (!/^application\/json\b/.test(type)) throw new UsageError(`expected JSON, found ${JSON.stringify(type)}`)
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += part.length
    if (bytes > BODY_BYTES_MAX) throw new UsageError(`expected at most ${BODY_BYTES_MAX} bytes, found more`)
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw new UsageError('expected JSON, found something else')
  }
}

/** Parses what a page has sent; throws a UsageError that says what is wrong with it. */
export function parseSent<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const parsed = schema.safeParse(sent)
  if (parsed.success) return parsed.data
  throw new UsageError(z.prettifyError(parsed.error))
}
