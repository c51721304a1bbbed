import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
import { loadCloudinary } from '../../shared/adapters/cloudinary/sdk.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import type { AppliedAsset, Entry } from '../../shared/model/entry.ts'
import { classify } from '../../shared/model/errors.ts'
import { limits } from '../../shared/model/limits.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import { fixedAccount } from '../../shared/ports/account.ts'
import { typed } from '../cli/typed.ts'
import { readAccount } from '../stage/account.ts'
import type { Stage } from '../stage/stage.ts'
import { addressText } from './next-step.ts'

/** What Cloudinary itself says of a key's asset. */
export type AssetLook =
  | { readonly state: 'there'; readonly address: AssetAddress; readonly asset: StoredAsset }
  | { readonly state: 'missing'; readonly address: AssetAddress }
  | { readonly state: 'no answer'; readonly reason: string }

/** Asks Cloudinary for the asset that the ledger says the key has; undefined where it has none. Never rejects. */
export async function lookAtAsset(stage: Stage, { applied }: Entry): Promise<AssetLook | undefined> {
  if (applied.state === 'nothing') return undefined
  const { address } = applied
  try {
    const account = await readAccount(stage)
    await loadCloudinary(account.uploadPrefix)
    const asset = await new CloudinaryAssets(fixedAccount(account)).find(address, limits.probeTimeoutMs)
    return asset ? { state: 'there', address, asset } : { state: 'missing', address }
  } catch (thrown) {
    return { state: 'no answer', reason: classify(thrown).reason }
  }
}

/** What was found, and whether it is what was last applied. */
export function assetText(look: AssetLook, { applied }: Entry): string {
  if (look.state === 'no answer') return `did not answer: ${look.reason}`
  if (look.state === 'missing')
    return typed`no asset at ${addressText(look.address)}; \`sls sweep --deep\` brings it back`
  const { version, sizeBytes, md5 } = look.asset
  const what = `version ${version}, ${sizeBytes.toLocaleString('en')} bytes${md5 === undefined ? '' : `, MD5 ${md5}`}`
  return applied.state === 'asset' && !isAsApplied(applied, look.asset)
    ? typed`${what}, which is not what was applied; \`sls sweep --deep\` fixes it`
    : what
}

function isAsApplied({ assetId, version }: AppliedAsset, asset: StoredAsset): boolean {
  return asset.assetId === assetId && asset.version === version
}
