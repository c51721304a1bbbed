import type { AssetAddress } from '../../shared/model/address.ts'
import type { DesiredAsset } from '../../shared/model/desired-asset.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import { desiredAsset } from '../../shared/rules/desired-asset.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import type { StoredObject } from './services/object-store.ts'
import { BUCKET, type World } from './world.ts'

/** Access, keywords and place by rule: what tags and a change of the rules can do to an asset. */
const tagged: MirrorConfig = {
  defaults: {
    tagsFrom: ['tag:Keywords'],
    accessBy: { from: 'tag:Access', values: { closed: { type: 'authenticated' } } },
  },
}
const placed: MirrorConfig = { ...tagged, sources: [{ folder: 'studio' }] }
const apart: MirrorConfig = {
  rules: [
    { match: 'shoot/**', extension: 'apart', tags: ['shoot'] },
    { match: '*.txt', ignore: true },
    { match: 'film.mp4', resourceType: 'raw' },
  ],
}

/** Above this size files are uploaded in the background: of the contents of a random run those from c100 on. */
const asyncAboveBytes = 1003

/** The defaults, but for what counts as a large file. */
export const PLAIN_RULES = new Rules({ asyncAboveBytes })

/** The beginning of the name of a content that counts as large. */
export const BACKGROUND_CONTENT = 'large'

/** Keywords and access by tag. */
export const TAGGED_RULES = new Rules({ ...tagged, asyncAboveBytes })

/** Rules that a simulated deployment may have. */
export const RULE_SETS: readonly Rules[] = [
  PLAIN_RULES,
  TAGGED_RULES,
  ...[placed, apart].map((config) => new Rules({ ...config, asyncAboveBytes })),
]

/** True where the name of a key has always told its address. */
export function hasPlainRules({ rules, rulesHaveChanged }: World): boolean {
  const { sources, defaults, rules: own } = rules.config
  return !rulesHaveChanged && !sources && !defaults && !own
}

/** An object as the source adapter would describe it. */
export function observationOf(rules: Rules, key: string, object: StoredObject): ObservedObject {
  const { etag, etagIsMd5, checksum, sizeBytes, versionId, lastModifiedMs, archived } = object
  const tags = rules.needsOf(key).tags ? object.tags : {}
  const rest = { archived, metadata: {}, tags, detected: undefined }
  return { state: 'present', etag, etagIsMd5, checksum, sizeBytes, versionId, lastModifiedMs, ...rest }
}

/** What the judges have asked before: they ask at every change of the account, and neither rules nor objects ever change. */
const known = new WeakMap<Rules, WeakMap<StoredObject, Map<string, DesiredAsset | undefined>>>()

const ANY_OBJECT: StoredObject = {
  bytes: { name: 'any', inParts: false },
  ...{ etag: 'any', etagIsMd5: true, checksum: undefined },
  ...{ sizeBytes: 1, versionId: undefined, lastModifiedMs: 0, archived: false, tags: {} },
}

/** The asset that the rules of the world make of an object; undefined where they make none. */
export function desiredAssetOf({ rules }: World, key: string, object: StoredObject): DesiredAsset | undefined {
  const ofRules = known.get(rules) ?? new WeakMap<StoredObject, Map<string, DesiredAsset | undefined>>()
  known.set(rules, ofRules)
  const ofObject = ofRules.get(object) ?? new Map<string, DesiredAsset | undefined>()
  ofRules.set(object, ofObject)
  if (!ofObject.has(key)) ofObject.set(key, makeDesiredAsset(rules, key, object))
  return ofObject.get(key)
}

function makeDesiredAsset(rules: Rules, key: string, object: StoredObject): DesiredAsset | undefined {
  const match = rules.matchRule(key)
  if (match.kind === 'ignored') return undefined
  const result = desiredAsset(match, { bucket: BUCKET, key, object: observationOf(rules, key, object) })
  return 'code' in result ? undefined : result
}

/** Where the asset of a key's object is to be; of one without tags, where there is no object. */
export function addressOf(world: World, key: string): AssetAddress | undefined {
  return desiredAssetOf(world, key, world.store.head(key) ?? ANY_OBJECT)?.address
}
