import { isDeepStrictEqual } from 'node:util'
import type { AccessRule } from '../model/attributes.ts'
import { type Content, renameContent } from '../model/content.ts'
import type { DesiredAsset } from '../model/desired-asset.ts'
import type { Applied, AppliedAsset, Made } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import { unknownAt } from './doubt.ts'
import { type Sent, storedContent } from './stored-content.ts'

/** What of a desired asset goes into the ledger. */
export function madeBy({ address, attributes, fingerprint, rules, options }: DesiredAsset): Made {
  const ours = { context: Object.keys(attributes.context), tags: attributes.tags ?? [] }
  return { address, fingerprint, rules, preset: options.uploadPreset ?? '', ours }
}

/** What an upload's answer says was applied. `after` is what S3 said after it, undefined where S3 did not answer. */
export function appliedByUpload(sent: Sent, asset: StoredAsset, after: Observation | undefined): Applied {
  const content = storedContent(sent, asset, after)
  return content ? appliedAsset(sent, asset, content) : unknownAt(sent.made.address)
}

/**
 * What an update's answer says is there: the bytes that were there before, under the names that the object has now. Where the bytes are not those last stored, someone has replaced them; where the
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
  return { ...appliedAsset(sent, asset, renameContent(before.content, sent.object)), preset: before.preset }
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
