import pMap from 'p-map'
import { prefixOf } from '../path.ts'
import { Refusal } from '../reply.ts'
import { type Bucket, deleteObject, fillOf, findFile, objectsUnder } from './bucket.ts'
import { copyObject, type Original } from './copy.ts'
import { keepDirectory, parentOf, refuseBeneathFile } from './directories.ts'
import type { Entry } from './entries.ts'

const callsAtOnce = 16

/**
 * Renames a file, also over another file, or a whole directory. S3 has no rename: it copies all, then deletes all. What has more than
 * `copyBytesMax` is copied in parts.
 */
export async function rename(bucket: Bucket, from: Entry, to: string, copyBytesMax: number): Promise<void> {
  // A copy onto itself followed by a delete would lose the file.
  if (from.key === to) return
  await refuseBeneathFile(bucket, to)
  if (from.kind === 'file') await renameFile(bucket, from, to, copyBytesMax)
  else await renameDirectory(bucket, prefixOf(from.key), to, copyBytesMax)
  await keepDirectory(bucket, parentOf(from.key))
}

async function renameFile(bucket: Bucket, from: Original, to: string, copyBytesMax: number): Promise<void> {
  if ((await fillOf(bucket, to)) !== 'absent') throw new Refusal(550, 'A directory has this name.')
  await copyObject(bucket, from, to, copyBytesMax)
  await deleteObject(bucket, from.key)
}

async function renameDirectory(bucket: Bucket, fromPrefix: string, to: string, copyBytesMax: number): Promise<void> {
  const toPrefix = prefixOf(to)
  if (toPrefix.startsWith(fromPrefix)) throw new Refusal(553, 'A directory cannot move into itself.')
  if (await findFile(bucket, to)) throw new Refusal(550, 'A file has this name.')
  if ((await fillOf(bucket, to)) === 'filled') throw new Refusal(550, 'This directory is not empty.')
  const objects = await objectsUnder(bucket, fromPrefix)
  const move = async (object: Original): Promise<string> => {
    const target = toPrefix + object.key.slice(fromPrefix.length)
    await copyObject(bucket, object, target, copyBytesMax)
    return target
  }
  await copyAll(bucket, objects, move)
  await deleteAll(
    bucket,
    objects.map(({ key }) => key),
  )
}

// Half a directory under the new name would make the next attempt fail.
async function copyAll(
  bucket: Bucket,
  objects: readonly Original[],
  copy: (object: Original) => Promise<string>,
): Promise<void> {
  const copied: string[] = []
  try {
    await pMap(objects, async (object) => copied.push(await copy(object)), { concurrency: callsAtOnce })
  } catch (error) {
    await deleteAll(bucket, copied)
    throw error
  }
}

function deleteAll(bucket: Bucket, keys: readonly string[]): Promise<unknown> {
  return pMap(keys, (key) => deleteObject(bucket, key), { concurrency: callsAtOnce })
}
