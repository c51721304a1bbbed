import { basename, dirname } from 'node:path/posix'
import { setImmediate as turn } from 'node:timers/promises'
import { hasWildcards, matchesWildcards } from '../../../shared/model/wildcards.ts'
import { type Bucket, find, findFile, listDirectory } from '../bucket/bucket.ts'
import type { Entry } from '../bucket/entries.ts'
import { factLine, listLine } from '../listing-lines.ts'
import { pathOf, prefixOf, resolveKey } from '../path.ts'
import { Refusal, type Reply, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import { send, transfer } from '../transfer.ts'
import { type Commands, usingData } from './command.ts'

type Format = (entry: Entry) => string

// Clients add options of ls, such as -a or -la.
function withoutOptions(argument: string): string {
  return argument.replace(/^(?:-[A-Za-z0-9]+(?: |$))+/, '')
}

// Directories come before files of the same name, and both before patterns: `*` and `?` are good names as well.
async function* entriesAt(bucket: Bucket, key: string): AsyncGenerator<Entry> {
  let isEmpty = true
  for await (const entry of listDirectory(bucket, key)) {
    isEmpty = false
    yield entry
  }
  if (!isEmpty || key === '') return
  const file = await findFile(bucket, key)
  if (file) yield file
  else if (hasWildcards(basename(key))) yield* matches(bucket, key)
}

async function* matches(bucket: Bucket, pattern: string): AsyncGenerator<Entry> {
  for await (const entry of listDirectory(bucket, dirname(pattern).replace(/^\.$/, ''))) {
    // A page of long names against a long pattern takes its time, in which others are to be served.
    await turn()
    if (matchesWildcards(entry.name, basename(pattern))) yield entry
  }
}

async function* entriesIn(bucket: Bucket, key: string): AsyncGenerator<Entry> {
  for await (const entry of entriesAt(bucket, key)) {
    if (entry.key === key) throw new Refusal(550, 'Not a directory.')
    yield entry
  }
}

async function* linesOf(entries: AsyncIterable<Entry>, format: Format): AsyncGenerator<string> {
  for await (const entry of entries) yield `${format(entry)}\r\n`
}

function sendEntries(session: Session, entries: AsyncIterable<Entry>, format: Format): Promise<Reply> {
  return transfer(session, (socket, signal) => send(socket, linesOf(entries, format), signal))
}

function list(session: Session, argument: string): Promise<Reply> {
  const entries = entriesAt(session.shared.bucket, resolveKey(session.directory, withoutOptions(argument)))
  const nowMs = session.shared.nowMs()
  return sendEntries(session, entries, (entry) => listLine(entry, nowMs))
}

// RFC 1123: the lines can be used as they are in later commands, so they repeat the path that was asked for.
function beginOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function nameList(session: Session, argument: string): Promise<Reply> {
  const path = withoutOptions(argument)
  const key = resolveKey(session.directory, path)
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
  const format: Format = (entry) => (entry.key.startsWith(prefixOf(key)) ? prefix : beginOf(path)) + entry.name
  return sendEntries(session, entriesAt(session.shared.bucket, key), format)
}

function factList(session: Session, path: string): Promise<Reply> {
  const entries = entriesIn(session.shared.bucket, resolveKey(session.directory, path))
  return sendEntries(session, entries, (entry) => factLine(entry, entry.name))
}

async function facts({ shared: { bucket }, directory }: Session, path: string): Promise<Reply> {
  const key = resolveKey(directory, path)
  const entry = await find(bucket, key)
  if (entry === undefined) throw new Refusal(550, 'No such file or directory.')
  return reply(250, 'Facts:', factLine(entry, pathOf(key)), 'End.')
}

/** What is in the bucket. An absent directory is an empty one, as it can be entered. */
export const listingCommands: Commands = {
  LIST: usingData(list),
  NLST: usingData(nameList),
  MLSD: usingData(factList),
  MLST: { run: facts },
  STAT: { run: () => reply(211, 'OK.') },
}
