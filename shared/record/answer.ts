import { isDeepStrictEqual } from 'node:util'
import type { AccessRule } from '../model/attributes.ts'
import type { Content } from '../model/content.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { Applied, AppliedAsset, Made, SentObject } from '../model/entry.ts'
import { type Observation, sameObject } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import { unknownAt } from './transitions.ts'

/** What was sent, as far as it matters for recording the answer. */
export interface Sent {
  readonly made: Made
  readonly object: SentObject
  readonly atMs: number
}

/** What of a treatment goes into the ledger. */
export function madeBy({ address, attributes, fingerprint, rules, options }: DesiredAsset): Made {
  const ours = { context: Object.keys(attributes.context), tags: attributes.tags ?? [] }
  return { address, fingerprint, rules, preset: options.uploadPreset ?? '', ours }
}

/**
 * What an upload's answer says was stored. Not what was observed before it: Cloudinary pulls whatever S3 holds at that
 * moment. The answer's MD5 names the content where S3's ETag is an MD5; where it is not, only an object that was the same
 * before and after can have been pulled; else the content is unknown.
 */
export function appliedByUpload(sent: Sent, asset: StoredAsset, after: Observation | undefined): Applied {
  const content = storedContent(sent, asset, after)
  if (!content) return unknownAt(sent.made.address)
  return appliedAsset(sent, asset, content)
}

/**
 * What an update's answer says is there. Where the bytes are not those last stored, somebody has replaced them; where the
 * access is not what was asked for, only an upload sets it.
 */
export function appliedByUpdate(
  sent: Sent,
  asset: StoredAsset,
  before: AppliedAsset,
  { address, attributes }: DesiredAsset,
): Applied {
  const isReplaced = before.storedMd5 !== undefined && asset.md5 !== undefined && asset.md5 !== before.storedMd5
  const isOpen = attributes.accessControl !== undefined && !sameAccess(attributes.accessControl, asset.accessControl)
  if (isReplaced || isOpen) return unknownAt(address)
  return { ...appliedAsset(sent, asset, before.content), preset: before.preset }
}

function appliedAsset(sent: Sent, asset: StoredAsset, content: Content): AppliedAsset {
  const { assetId, version, md5 } = asset
  const stored = { assetId, version, content, ...(md5 === undefined ? {} : { storedMd5: md5 }) }
  return { state: 'asset', ...stored, ...sent.made, lastModifiedMs: sent.object.lastModifiedMs, atMs: sent.atMs }
}

/** True where both lists say the same, however their dates are written. */
function sameAccess(a: readonly AccessRule[], b: readonly AccessRule[] | undefined): boolean {
  const plain = (list: readonly AccessRule[]) =>
    list.map((rule) => {
      if (rule.access_type === 'token') return { type: 'token', key: rule.key }
      const [start, end] = [rule.start, rule.end].map((date) => date && Date.parse(date))
      return { type: 'anonymous', start, end }
    })
  return b !== undefined && isDeepStrictEqual(plain(a), plain(b))
}

function storedContent(sent: Sent, asset: StoredAsset, after: Observation | undefined): Content | undefined {
  const { object, made } = sent
  // A preset may transform the bytes, so that neither their MD5 nor their number is the object's.
  const isVerbatim = made.preset === ''
  if (isVerbatim && object.etagIsMd5 && asset.md5 !== undefined) return { etag: asset.md5, sizeBytes: asset.sizeBytes }
  const hasAll = !isVerbatim || asset.sizeBytes === object.sizeBytes
  const isUnchanged = after?.state === 'present' && sameObject(after, object) && hasAll
  return isUnchanged ? { etag: object.etag, sizeBytes: object.sizeBytes } : undefined
}
