import type { AssetAddress } from '../../../shared/model/address.ts'
import type { ObservedObject } from '../../../shared/model/observation.ts'
import { desiredAsset } from '../../../shared/rules/desired-asset.ts'
import type { Rules } from '../../../shared/rules/rules.ts'

/** What a test object is to become. */
export interface LivePlan {
  readonly key: string
  readonly address: AssetAddress
  /** True where the rules keep the asset when its object is deleted. */
  readonly isKept: boolean
}

interface TestObject {
  readonly bucket: string
  readonly key: string
  readonly sizeBytes: number
  readonly nowMs: number
}

/** A key that nobody has, in the first source. */
export function testKey({ config }: Rules, unique: string): string {
  const [{ prefix = '' } = {}] = config.sources ?? []
  return `${prefix}sls-diagnose-${unique}.png`
}

/** Says what the rules make of a test object, or why they make nothing of it. */
export function planLive(
  rules: Rules,
  { bucket, key, sizeBytes, nowMs }: TestObject,
): LivePlan | { readonly fault: string } {
  const match = rules.matchRule(key)
  if (match.kind === 'ignored') return { fault: `the rules ignore ${key}: ${match.reason}` }
  const object: ObservedObject = {
    state: 'present',
    etag: '',
    etagIsMd5: true,
    sizeBytes,
    versionId: undefined,
    lastModifiedMs: nowMs,
    archived: false,
    metadata: {},
    tags: {},
    detected: 'image',
  }
  const desired = desiredAsset(match, { bucket, key, object })
  if ('reason' in desired) return { fault: `the rules refuse ${key}: ${desired.reason}` }
  return { key, address: desired.address, isKept: match.options.onDelete === 'keep' }
}
