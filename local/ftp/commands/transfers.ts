import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { fillOf, findFile, readFile } from '../bucket/bucket.ts'
import { refuseBeneathFile } from '../bucket/directories.ts'
import type { FileEntry } from '../bucket/entries.ts'
import { refuseLarger } from '../bucket/file-size.ts'
import { storeFile } from '../bucket/upload.ts'
import { resolveFileKey } from '../path.ts'
import { Refusal, type Reply, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import { clientIsConnected, receive, send, transfer } from '../transfer.ts'
import { type Commands, usingData } from './command.ts'
import { fileAt } from './files.ts'

function checkRestart(restartBytes: number, file: FileEntry | undefined): void {
  if (restartBytes > (file?.bytes ?? 0)) throw new Refusal(554, 'The file is shorter than the restart position.')
}

async function retrieve(session: Session, path: string): Promise<Reply> {
  const file = await fileAt(session, path)
  checkRestart(session.restartBytes, file)
  const { restartBytes: start, shared } = session
  return transfer(session, async (socket, signal) =>
    send(socket, await readFile(shared.bucket, file, { start }), signal),
  )
}

function store(session: Session, path: string): Promise<Reply> {
  return storeAfter(session, path, session.restartBytes)
}

function append(session: Session, path: string): Promise<Reply> {
  return storeAfter(session, path, 'all')
}

// RFC 1123, 4.1.2.9: the first reply names the file. Unlike the second one it does not depend on what comes of it.
async function storeUnique(session: Session, suggested: string): Promise<Reply> {
  const path = uniqueName(suggested)
  const key = resolveFileKey(session.directory, path)
  await refuseBeneathFile(session.shared.bucket, key, session.directory)
  const { fileBytesMax } = session.shared.limits
  refuseLarger(session.announcedBytes, fileBytesMax)
  const run = (socket: Socket, signal: AbortSignal) =>
    storeFile(session.shared.bucket, key, received(session, socket, signal), fileBytesMax)
  await transfer(session, run, `FILE: ${path}`)
  return reply(226, `FILE: ${path}`)
}

// What it ends with says what it is, to people and to the rules.
function uniqueName(suggested: string): string {
  const [, stem = '', extension = ''] = /^(.*?)(\.[^./]*)?$/s.exec(suggested) ?? []
  return `${stem || 'file'}-${randomBytes(8).toString('hex')}${extension}`
}

async function* received(session: Session, socket: Socket, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  session.process.find()
  yield* receive(socket)
  await clientIsConnected(session.process, signal)
}

// Objects cannot grow: the bytes to keep are read and stored again before the new ones.
async function storeAfter(session: Session, path: string, kept: number | 'all'): Promise<Reply> {
  const {
    bucket,
    limits: { fileBytesMax },
  } = session.shared
  const key = resolveFileKey(session.directory, path)
  const [fill] = await Promise.all([fillOf(bucket, key), refuseBeneathFile(bucket, key, session.directory)])
  if (fill !== 'absent') throw new Refusal(550, 'Is a directory.')
  const old = kept === 0 ? undefined : await findFile(bucket, key)
  const keptBytes = kept === 'all' ? (old?.bytes ?? 0) : kept
  checkRestart(keptBytes, old)
  refuseLarger(Math.max(keptBytes, session.announcedBytes), fileBytesMax)
  return transfer(session, (socket, signal) => storeFile(bucket, key, content(socket, signal), fileBytesMax))

  async function* content(socket: Socket, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    if (old) yield* await readFile(bucket, old, { end: keptBytes })
    yield* received(session, socket, signal)
  }
}

/** The content of files, both ways. */
export const transferCommands: Commands = {
  RETR: usingData(retrieve),
  STOR: usingData(store),
  APPE: usingData(append),
  STOU: usingData(storeUnique),
  REST: {
    run: (session, argument) => {
      if (!/^\d{1,15}\s*$/.test(argument)) throw new Refusal(501, 'REST takes a number of bytes.')
      session.restartBytes = Number(argument)
      return reply(350, `The next transfer starts at ${session.restartBytes}.`)
    },
  },
  // The transfer was aborted when this line came in, and has had its own reply.
  ABOR: { run: () => reply(226, 'No transfer is in progress.') },
}
