import type { DesiredAsset } from '../../shared/model/desired-asset.ts'
import type { AppliedAsset } from '../../shared/model/entry.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import { treat } from '../../shared/rules/desired-asset.ts'
import { type Governed, Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'

/** An object as S3 describes it. */
export function observed(change: Partial<ObservedObject> = {}): ObservedObject {
  return {
    state: 'present',
    etag: 'e1',
    etagIsMd5: true,
    sizeBytes: 10,
    versionId: undefined,
    lastModifiedMs: 5000,
    archived: false,
    metadata: {},
    tags: {},
    detected: undefined,
    ...change,
  }
}

/** What the rules say of a key that is mirrored. */
export function governed(key: string, config: MirrorConfig = {}): Governed {
  const governance = new Rules(config).govern(key)
  if (governance.kind === 'governed') return governance
  throw new Error(`${key} is ignored: ${governance.reason}`)
}

/** The asset that the rules make of an object of the bucket `studio`. */
export function treatment(key: string, object: ObservedObject = observed(), config: MirrorConfig = {}): DesiredAsset {
  const result = treat(governed(key, config), { bucket: 'studio', key, object })
  if ('code' in result) throw new Error(`${key} cannot be treated: ${result.reason}`)
  return result
}

/** An asset that was applied for an object, by the rules. */
export function applied(of: DesiredAsset, object: ObservedObject, change: Partial<AppliedAsset> = {}): AppliedAsset {
  const { address, fingerprint, rules, options } = of
  return {
    state: 'asset',
    address,
    assetId: 'asset',
    version: 1,
    content: { etag: object.etag, sizeBytes: object.sizeBytes },
    fingerprint,
    rules,
    preset: options.uploadPreset ?? '',
    ours: { context: [], tags: [] },
    lastModifiedMs: object.lastModifiedMs,
    atMs: 6000,
    ...change,
  }
}
