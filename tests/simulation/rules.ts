import type { ObservedObject } from '../../shared/observe/observation.ts'
import type { AssetAddress } from '../../shared/record/entry.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { type Treatment, treat } from '../../shared/rules/treatment.ts'
import type { StoredObject } from './services/object-store.ts'
import { BUCKET } from './world.ts'

/** The rules of the simulated deployment. */
export const RULES = new Rules()

/** An object as the source adapter would describe it. */
export function observationOf(object: StoredObject): ObservedObject {
  const { bytes, ...described } = object
  return { state: 'present', ...described, etagIsMd5: !bytes.inParts, metadata: {}, tags: {}, detected: undefined }
}

/** The asset that the rules make of an object; undefined where they make none. */
export function treatmentOf(key: string, object: StoredObject): Treatment | undefined {
  const governance = RULES.govern(key)
  if (governance.kind === 'ignored') return undefined
  const result = treat(governance, { bucket: BUCKET, key, object: observationOf(object) })
  return 'code' in result ? undefined : result
}

/** Where the asset of a key is to be; undefined where there is to be none. */
export function addressOf(key: string): AssetAddress | undefined {
  const bytes = { name: 'any', inParts: false }
  const object = { bytes, etag: 'any', sizeBytes: 1, versionId: undefined, lastModifiedMs: 0, archived: false }
  return treatmentOf(key, object)?.address
}
