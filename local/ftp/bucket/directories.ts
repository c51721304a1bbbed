import { Refusal } from '../reply.ts'
import { type Bucket, deleteObject, fillOf, findFile, makeMarker } from './bucket.ts'

/** The directory that a key is in; empty for the root. */
export function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')))
}

/** Refuses what is no directory. One is there by its marker, or by any key beneath it; the root always is. */
export async function refuseUnlessDirectory(bucket: Bucket, key: string): Promise<void> {
  if (key === '' || (await fillOf(bucket, key)) !== 'absent') return
  throw new Refusal(550, (await findFile(bucket, key)) ? 'Not a directory.' : 'No such directory.')
}

/**
 * Refuses a key that would lie beneath a file: S3 can hold both, but no file system that it is copied to. `known` is a directory that has been
 * found before, and need not be asked for again.
 */
export async function refuseBeneathFile(bucket: Bucket, key: string, known = ''): Promise<void> {
  for (let directory = parentOf(key); directory !== '' && directory !== known; directory = parentOf(directory)) {
    if ((await fillOf(bucket, directory)) !== 'absent') return
    if (await findFile(bucket, directory)) throw new Refusal(553, `${directory} is a file, not a directory.`)
  }
}

/**
 * Removes an object, and keeps the directory that it was in: clients that have emptied one go on to use it. Whether it is empty is asked
 * afterwards, so that of two clients that remove its last two files at least one keeps it.
 */
export async function deleteFrom(bucket: Bucket, key: string): Promise<void> {
  await deleteObject(bucket, key)
  await keepDirectory(bucket, parentOf(key.replace(/\/$/, '')))
}

/** Makes the marker of a directory that nothing else keeps any more. */
export async function keepDirectory(bucket: Bucket, directory: string): Promise<void> {
  if (directory !== '' && (await fillOf(bucket, directory)) === 'absent') await makeMarker(bucket, directory)
}
