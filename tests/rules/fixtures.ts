import { contentOf } from '../../shared/model/content.ts'
import type { DesiredAsset } from '../../shared/model/desired-asset.ts'
import type { AppliedAsset } from '../../shared/model/entry.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import { desiredAsset } from '../../shared/rules/desired-asset.ts'
import { type MatchedRule, Rules } from '../../shared/rules/rules.ts'
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
export function matched(key: string, config: MirrorConfig = {}): MatchedRule {
  const match = new Rules(config).matchRule(key)
  if (match.kind === 'matched') return match
  throw new Error(`${key} is ignored: ${match.reason}`)
}

/** The asset that the rules make of an object of the bucket `studio`. */
export function desired(key: string, object: ObservedObject = observed(), config: MirrorConfig = {}): DesiredAsset {
  const result = desiredAsset(matched(key, config), { bucket: 'studio', key, object })
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
    content: contentOf(object),
    fingerprint,
    rules,
    preset: options.uploadPreset ?? '',
    ours: { context: [], tags: [] },
    lastModifiedMs: object.lastModifiedMs,
    atMs: 6000,
    ...change,
  }
}
