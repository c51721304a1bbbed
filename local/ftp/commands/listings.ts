import { basename } from 'node:path/posix'
import { setImmediate as turn } from 'node:timers/promises'
import { hasWildcards, matchesWildcards } from '../../../shared/model/wildcards.ts'
import { type Bucket, fillOf, find, findFile, listDirectory } from '../bucket/bucket.ts'
import { parentOf, refuseUnlessDirectory } from '../bucket/directories.ts'
import type { Entry } from '../bucket/entries.ts'
import { factLine, listLine } from '../listing-lines.ts'
import { pathOf, prefixOf, resolveKey } from '../path.ts'
import { Refusal, type Reply, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import { send, transfer } from '../transfer.ts'
import { type Commands, usingData } from './command.ts'

type Format = (entry: Entry) => string
type Entries = AsyncIterable<Entry> | Iterable<Entry>

// Clients add options of ls, such as -a or -la.
function withoutOptions(argument: string): string {
  return argument.replace(/^(?:-[A-Za-z0-9]+(?: |$))+/, '')
}

// Directories come before files of the same name, and both before patterns: `*` and `?` are good names as well.
async function entriesAt(bucket: Bucket, key: string): Promise<Entries> {
  if (key === '' || (await fillOf(bucket, key)) !== 'absent') return listDirectory(bucket, key)
  const file = await findFile(bucket, key)
  if (file) return [file]
  if (!hasWildcards(basename(key))) throw new Refusal(550, 'No such file or directory.')
  await refuseUnlessDirectory(bucket, parentOf(key))
  return matches(bucket, key)
}

async function* matches(bucket: Bucket, pattern: string): AsyncGenerator<Entry> {
  for await (const entry of listDirectory(bucket, parentOf(pattern))) {
    // A page of long names against a long pattern takes its time, in which others are to be served.
    await turn()
    if (matchesWildcards(entry.name, basename(pattern))) yield entry
  }
}

async function* formatted(entries: Entries, format: Format): AsyncGenerator<string> {
  for await (const entry of entries) yield format(entry)
}

async function* linesOf(entries: Entries, format: Format): AsyncGenerator<string> {
  for await (const line of formatted(entries, format)) yield `${line}\r\n`
}

function sendEntries(session: Session, entries: Entries, format: Format): Promise<Reply> {
  return transfer(session, (socket, signal) => send(socket, linesOf(entries, format), signal))
}

async function list(session: Session, argument: string): Promise<Reply> {
  const entries = await entriesAt(session.shared.bucket, resolveKey(session.directory, withoutOptions(argument)))
  const nowMs = session.shared.nowMs()
  return sendEntries(session, entries, (entry) => listLine(entry, nowMs))
}

// RFC 1123: the lines can be used as they are in later commands, so they repeat the path that was asked for.
function beginOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

async function nameList(session: Session, argument: string): Promise<Reply> {
  const path = withoutOptions(argument)
  const key = resolveKey(session.directory, path)
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
  const format: Format = (entry) => (entry.key.startsWith(prefixOf(key)) ? prefix : beginOf(path)) + entry.name
  return sendEntries(session, await entriesAt(session.shared.bucket, key), format)
}

async function factList(session: Session, path: string): Promise<Reply> {
  const key = resolveKey(session.directory, path)
  await refuseUnlessDirectory(session.shared.bucket, key)
  return sendEntries(session, listDirectory(session.shared.bucket, key), (entry) => factLine(entry, entry.name))
}

async function facts({ shared: { bucket }, directory }: Session, path: string): Promise<Reply> {
  const key = resolveKey(directory, path)
  const entry = await find(bucket, key)
  if (entry === undefined) throw new Refusal(550, 'No such file or directory.')
  return reply(250, 'Facts:', ` ${factLine(entry, pathOf(key))}`, 'End.')
}

// Some clients list with it, as it needs no data connection. As most servers do, and unlike LIST, it answers 213 for directories too.
async function status(session: Session, argument: string): Promise<Reply> {
  if (argument === '') return reply(211, 'OK.')
  const entries = await entriesAt(session.shared.bucket, resolveKey(session.directory, withoutOptions(argument)))
  const nowMs = session.shared.nowMs()
  await session.sendLines(
    213,
    'Status:',
    formatted(entries, (entry) => listLine(entry, nowMs)),
  )
  return reply(213, 'End.')
}

/** What is in the bucket. Whether there is anything of the name is said before the data connection is used. */
export const listingCommands: Commands = {
  LIST: usingData(list),
  NLST: usingData(nameList),
  MLSD: usingData(factList),
  MLST: { run: facts },
  STAT: { run: status },
}
