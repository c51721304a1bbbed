import { deleteObject, fillOf, find, findFile, makeMarker } from '../bucket/bucket.ts'
import { pathOf, prefixOf, resolveKey, resolveNamedKey } from '../path.ts'
import { quotePath, Refusal, type Reply, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import type { Command, Commands } from './command.ts'

// S3 has no directories: any name that is not a file can be entered, and stands once a file is stored in it.
async function changeDirectory(session: Session, path: string): Promise<Reply> {
  const key = resolveKey(session.directory, path)
  if (key !== '' && (await isOnlyFile(session, key))) throw new Refusal(550, 'Not a directory.')
  session.directory = key
  return reply(250, `${quotePath(pathOf(key))} is the current directory.`)
}

async function isOnlyFile({ shared: { bucket } }: Session, key: string): Promise<boolean> {
  return (await findFile(bucket, key)) !== undefined && (await fillOf(bucket, key)) === 'absent'
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
    await makeMarker(bucket, key)
    return reply(257, `${quotePath(pathOf(key))} created.`)
  },
}

// A directory without a marker goes with its last file; clients that delete the files first must still succeed.
const removeDirectory: Command = {
  run: async (session, path) => {
    const { bucket } = session.shared
    const key = resolveNamedKey(session.directory, path)
    const fill = key === '' ? 'filled' : await fillOf(bucket, key)
    if (fill === 'filled') throw new Refusal(550, 'The directory is not empty.')
    if (fill === 'absent' && (await findFile(bucket, key))) throw new Refusal(550, 'Not a directory.')
    if (fill === 'empty') await deleteObject(bucket, prefixOf(key))
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
