import { CopyObjectCommand } from '@aws-sdk/client-s3'
import pMap from 'p-map'
import { prefixOf } from '../path.ts'
import { Refusal } from '../reply.ts'
import { type Bucket, deleteObject, fillOf, findFile, keysUnder } from './bucket.ts'
import { keepDirectory, parentOf, refuseBeneathFile } from './directories.ts'
import type { Entry } from './entries.ts'

const callsAtOnce = 16

/** Renames a file, also over another file, or a whole directory. S3 has no rename: it copies all, then deletes all. */
export async function rename(bucket: Bucket, from: Entry, to: string): Promise<void> {
  // A copy onto itself followed by a delete would lose the file.
  if (from.key === to) return
  await refuseBeneathFile(bucket, to)
  if (from.kind === 'file') await renameFile(bucket, from.key, to)
  else await renameDirectory(bucket, prefixOf(from.key), to)
  await keepDirectory(bucket, parentOf(from.key))
}

async function renameFile(bucket: Bucket, from: string, to: string): Promise<void> {
  if ((await fillOf(bucket, to)) !== 'absent') throw new Refusal(550, 'A directory has this name.')
  await copyObject(bucket, from, to)
  await deleteObject(bucket, from)
}

async function renameDirectory(bucket: Bucket, fromPrefix: string, to: string): Promise<void> {
  const toPrefix = prefixOf(to)
  if (toPrefix.startsWith(fromPrefix)) throw new Refusal(553, 'A directory cannot move into itself.')
  if (await findFile(bucket, to)) throw new Refusal(550, 'A file has this name.')
  if ((await fillOf(bucket, to)) === 'filled') throw new Refusal(550, 'This directory is not empty.')
  const keys = await keysUnder(bucket, fromPrefix)
  await copyAll(bucket, keys, (key) => toPrefix + key.slice(fromPrefix.length))
  await deleteAll(bucket, keys)
}

// Half a directory under the new name would make the next attempt fail.
async function copyAll(bucket: Bucket, keys: readonly string[], target: (key: string) => string): Promise<void> {
  const copied: string[] = []
  const copy = async (key: string): Promise<void> => {
    await copyObject(bucket, key, target(key))
    copied.push(target(key))
  }
  try {
    await pMap(keys, copy, { concurrency: callsAtOnce })
  } catch (error) {
    await deleteAll(bucket, copied)
    throw error
  }
}

function deleteAll(bucket: Bucket, keys: readonly string[]): Promise<unknown> {
  return pMap(keys, (key) => deleteObject(bucket, key), { concurrency: callsAtOnce })
}

async function copyObject({ s3, name }: Bucket, from: string, to: string): Promise<void> {
  const source = [name, ...from.split('/')].map(encodeURIComponent).join('/')
  await s3.send(new CopyObjectCommand({ Bucket: name, Key: to, CopySource: source }))
}
