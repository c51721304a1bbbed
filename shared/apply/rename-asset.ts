import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import type { AssetAddress } from '../model/address.ts'
import type { AppliedAsset } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'
import { confirmAddress } from './address-differs.ts'

/** Moves an asset. Resolves with where it is now; undefined where Cloudinary said that it could not be moved. */
export async function renameAsset(
  dependencies: Dependencies,
  asset: AppliedAsset,
  to: AssetAddress,
  invalidate: boolean,
): Promise<AssetAddress | undefined> {
  const timeoutMs = requestTimeMs(dependencies)
  const answer = await dependencies.assets.rename({ from: asset.address, to, invalidate, timeoutMs })
  if (!answer) {
    await confirmOtherPlace(dependencies, asset, to)
    return undefined
  }
  if (answer.assetId === asset.assetId && answer.version === asset.version) return answer.address
  const detail = `expected asset ${asset.assetId} version ${asset.version}, found ${answer.assetId} ${answer.version}`
  throw new TransientError('rename-mismatch', `Cloudinary renamed another asset: ${detail}`, { effect: 'unknown' })
}

/** Throws where nothing is at the new address, and the asset where it was: the account takes both addresses for one. */
async function confirmOtherPlace(dependencies: Dependencies, asset: AppliedAsset, to: AssetAddress): Promise<void> {
  const { assets } = dependencies
  if (await assets.find(to, requestTimeMs(dependencies))) return
  const there = await assets.find(asset.address, requestTimeMs(dependencies))
  if (there?.assetId === asset.assetId) confirmAddress(to, asset.address)
}
