import { isDeepStrictEqual } from 'node:util'
import { TransientError } from '../model/errors.ts'
import { isLabelled } from '../model/label.ts'
import type { Observation } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import type { Source } from '../ports/source.ts'

// What cannot be undone is decided on what S3 says at the last moment.

/** True where the asset may be destroyed: it carries this bucket's label. */
export function isDestroyable(asset: StoredAsset | undefined, bucket: string): boolean {
  return asset !== undefined && isLabelled(asset.context, bucket)
}

/** What S3 says of the key now, where that is not what was observed before. */
export async function changedSince(
  source: Pick<Source, 'observe'>,
  key: string,
  observed: Observation | undefined,
): Promise<Observation | undefined> {
  const now = await source.observe(key)
  return isDeepStrictEqual(now, observed) ? undefined : now
}

/** Throws unless S3 says that the key is gone. */
export async function confirmGone(source: Pick<Source, 'observe'>, key: string): Promise<void> {
  if ((await source.observe(key)).state !== 'absent') throw changed(key)
}

/** The error for a key that is not any more what was decided on. */
export function changed(key: string): TransientError {
  return new TransientError('superseded', `${key} has changed meanwhile`, { kind: 'waiting' })
}
