import { isDeepStrictEqual } from 'node:util'
import type { AssetAddress } from '../model/address.ts'
import type { AccessRule } from '../model/attributes.ts'
import { type Content, renameContent } from '../model/content.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { Applied, AppliedAsset, Made } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import { unknownAt } from './doubt.ts'
import { isAltered, type Sent, storedContent } from './stored-content.ts'

/** What of a desired asset goes into the ledger. */
export function madeBy({ address, attributes, fingerprint, rules, options }: DesiredAsset): Made {
  const ours = { context: Object.keys(attributes.context), tags: attributes.tags ?? [] }
  return { address, fingerprint, rules, preset: options.uploadPreset ?? '', ours }
}

/** What an upload's answer says was applied. `after` is what S3 said after it, undefined where S3 did not answer. */
export function appliedByUpload(sent: Sent, asset: StoredAsset, after: Observation | undefined): Applied {
  const content = storedContent(sent, asset, after)
  if (!content) return unknownAt(sent.made.address)
  const applied = appliedAsset(sent, asset, content)
  return isAltered(sent, asset, content) ? { ...applied, isAltered: true } : applied
}

/**
 * What an update's answer says is there: the bytes that were there before, under the names that the object has now. Where the bytes
 * are not those last stored, someone has replaced them; where the access is not what was asked for, only an upload sets it.
 */
export function appliedByUpdate(
  sent: Sent,
  asset: StoredAsset,
  before: AppliedAsset,
  { address, attributes }: DesiredAsset,
): Applied {
  const isReplaced = before.storedMd5 !== undefined && asset.md5 !== undefined && asset.md5 !== before.storedMd5
  const isOpen = attributes.accessControl !== undefined && !sameAccess(attributes.accessControl, asset.accessControl)
  if (isReplaced) return unknownAt(address)
  if (isOpen) return { state: 'unknown', address, because: 'access' }
  const { preset, isAltered: altered } = before
  const content = renameContent(before.content, sent.object)
  return { ...appliedAsset(sent, asset, content), preset, ...(altered && { isAltered: altered }) }
}

/** What a look found at the key's own address. `isShared` where others may have added to its tags and context. */
export function appliedByLook(
  address: AssetAddress,
  { assetId, version, md5, sizeBytes, context, tags }: StoredAsset,
  isShared: boolean,
  atMs: number,
): AppliedAsset {
  const ours = isShared ? { context: [], tags: [] } : { context: Object.keys(context), tags }
  const known =
    md5 === undefined
      ? { content: { etag: '', sizeBytes } }
      : { content: { etag: md5, sizeBytes, md5 }, storedMd5: md5 }
  // Whatever it was made by, it is made equal once it is where it belongs.
  return {
    state: 'asset',
    address,
    assetId,
    version,
    ...known,
    fingerprint: '',
    rules: '',
    preset: '',
    ours,
    lastModifiedMs: 0,
    atMs,
  }
}

function appliedAsset(sent: Sent, asset: StoredAsset, content: Content): AppliedAsset {
  const { assetId, version, md5 } = asset
  const { etag, lastModifiedMs } = sent.object
  const stored = {
    assetId,
    version,
    content,
    ...(content.etag !== etag && { sentEtag: etag }),
    ...(md5 !== undefined && { storedMd5: md5 }),
  }
  return { state: 'asset', ...stored, ...sent.made, lastModifiedMs, atMs: sent.atMs }
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
