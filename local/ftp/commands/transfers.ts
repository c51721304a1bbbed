import { fillOf, findFile, readFile, storeFile } from '../bucket/bucket.ts'
import type { FileEntry } from '../bucket/entries.ts'
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

// Objects cannot grow: the bytes to keep are read and stored again before the new ones.
async function storeAfter(session: Session, path: string, kept: number | 'all'): Promise<Reply> {
  const { bucket } = session.shared
  const key = resolveFileKey(session.directory, path)
  if ((await fillOf(bucket, key)) !== 'absent') throw new Refusal(550, 'Is a directory.')
  const old = kept === 0 ? undefined : await findFile(bucket, key)
  const keptBytes = kept === 'all' ? (old?.bytes ?? 0) : kept
  checkRestart(keptBytes, old)
  return transfer(session, (socket, signal) => storeFile(bucket, key, content(socket, signal)))

  async function* content(socket: Parameters<typeof receive>[0], signal: AbortSignal) {
    if (old) yield* await readFile(bucket, old, { end: keptBytes })
    yield* receive(socket)
    await clientIsConnected(signal)
  }
}

/** The content of files, both ways. */
export const transferCommands: Commands = {
  RETR: usingData(retrieve),
  STOR: usingData(store),
  APPE: usingData(append),
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
