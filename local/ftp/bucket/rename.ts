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

// Half a directory under the new name would make the next attempt fail: what is under way when one fails is waited for, too.
async function copyAll(
  bucket: Bucket,
  objects: readonly Original[],
  copy: (object: Original) => Promise<string>,
): Promise<void> {
  const copied: string[] = []
  const failures: unknown[] = []
  const copyUnlessFailed = async (object: Original) => {
    if (failures.length > 0) return
    try {
      copied.push(await copy(object))
    } catch (thrown) {
      failures.push(thrown)
    }
  }
  await pMap(objects, copyUnlessFailed, { concurrency: callsAtOnce })
  if (failures.length === 0) return
  await deleteAll(bucket, copied)
  throw failures[0]
}

function deleteAll(bucket: Bucket, keys: readonly string[]): Promise<unknown> {
  return pMap(keys, (key) => deleteObject(bucket, key), { concurrency: callsAtOnce })
}
