import { find, findFile } from '../bucket/bucket.ts'
import { deleteFrom } from '../bucket/directories.ts'
import type { FileEntry } from '../bucket/entries.ts'
import { rename } from '../bucket/rename.ts'
import { timestamp } from '../listing-lines.ts'
import { resolveFileKey, resolveNamedKey } from '../path.ts'
import { Refusal, reply } from '../reply.ts'
import type { Session } from '../session.ts'
import type { Commands } from './command.ts'

/** The file that a path names; refuses when there is none. */
export async function fileAt({ shared, directory }: Session, path: string): Promise<FileEntry> {
  const file = await findFile(shared.bucket, resolveFileKey(directory, path))
  if (file === undefined) throw new Refusal(550, 'No such file.')
  return file
}

/** Single files, without their content. */
export const fileCommands: Commands = {
  SIZE: { run: async (session, path) => reply(213, String((await fileAt(session, path)).bytes)) },
  MDTM: { run: async (session, path) => reply(213, timestamp((await fileAt(session, path)).modified)) },
  // S3 cannot set times. The reply names the time that holds, as the draft for MFMT allows: clients go on.
  MFMT: {
    run: async (session, argument) => {
      const [, path = ''] = /^\d{14}(?:\.\d+)? (.+)$/su.exec(argument) ?? []
      const { modified } = await fileAt(session, path)
      return reply(213, `Modify=${timestamp(modified)}; ${path}`)
    },
  },
  DELE: {
    run: async (session, path) => {
      const { key } = await fileAt(session, path)
      await deleteFrom(session.shared.bucket, key)
      return reply(250, 'File deleted.')
    },
  },
  RNFR: {
    run: async (session, path) => {
      const key = resolveNamedKey(session.directory, path)
      session.renameFrom = key === '' ? undefined : await find(session.shared.bucket, key)
      if (session.renameFrom === undefined) throw new Refusal(550, 'No such file or directory.')
      return reply(350, 'Ready for RNTO.')
    },
  },
  RNTO: {
    run: async (session, path) => {
      const from = session.renameFrom
      session.renameFrom = undefined
      if (from === undefined) throw new Refusal(503, 'Send RNFR first.')
      const resolve = from.kind === 'file' ? resolveFileKey : resolveNamedKey
      const { bucket, limits } = session.shared
      await rename(bucket, from, resolve(session.directory, path), limits.copyBytesMax)
      return reply(250, 'Renamed.')
    },
  },
}
