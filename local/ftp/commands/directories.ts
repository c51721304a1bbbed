import { fillOf, find, makeMarker } from '../bucket/bucket.ts'
import { deleteFrom, refuseBeneathFile, refuseUnlessDirectory } from '../bucket/directories.ts'
import { pathOf, prefixOf, resolveKey, resolveNamedKey } from '../path.ts'
import { quotePath, Refusal, type Reply, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import type { Command, Commands } from './command.ts'

async function changeDirectory(session: Session, path: string): Promise<Reply> {
  const key = resolveKey(session.directory, path)
  // A client that is let into a directory that is not there takes it for an empty one, and makes its own copy as empty.
  await refuseUnlessDirectory(session.shared.bucket, key)
  session.directory = key
  return reply(250, `${quotePath(pathOf(key))} is the current directory.`)
}

const changeWorkingDirectory: Command = { run: changeDirectory }

const changeToParent: Command = { run: (session) => changeDirectory(session, '..') }

const printWorkingDirectory: Command = {
  run: (session) => reply(257, `${quotePath(pathOf(session.directory))} is the current directory.`),
}

const makeDirectory: Command = {
  run: async ({ shared: { bucket }, directory }, path) => {
    const key = resolveNamedKey(directory, path)
    if (await find(bucket, key)) throw new Refusal(550, 'Already exists.')
    await refuseBeneathFile(bucket, key)
    await makeMarker(bucket, key)
    return reply(257, `${quotePath(pathOf(key))} created.`)
  },
}

const removeDirectory: Command = {
  run: async (session, path) => {
    const { bucket } = session.shared
    const key = resolveNamedKey(session.directory, path)
    await refuseUnlessDirectory(bucket, key)
    if (key === '' || (await fillOf(bucket, key)) === 'filled') throw new Refusal(550, 'The directory is not empty.')
    await deleteFrom(bucket, prefixOf(key))
    return reply(250, 'Directory removed.')
  },
}

/** Directories: prefixes of keys, and markers for those without files. */
export const directoryCommands: Commands = {
  CWD: changeWorkingDirectory,
  XCWD: changeWorkingDirectory,
  CDUP: changeToParent,
  XCUP: changeToParent,
  PWD: printWorkingDirectory,
  XPWD: printWorkingDirectory,
  MKD: makeDirectory,
  XMKD: makeDirectory,
  RMD: removeDirectory,
  XRMD: removeDirectory,
}
