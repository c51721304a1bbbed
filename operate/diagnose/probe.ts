import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../shared/adapters/clock.ts'
import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
import { type AssetAddress, sameAddress, spellAddress } from '../../shared/model/address.ts'
import { PermanentError } from '../../shared/model/errors.ts'
import { type CloudinaryAccount, fixedAccount } from '../../shared/ports/account.ts'

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const LOOK_AGAIN_MS = 200

/** What the account makes of an upload that names no preset. */
export type Probed =
  | { readonly result: 'as sent' | 'pending' | 'altered' }
  | { readonly result: 'elsewhere'; readonly both: string }
  | { readonly result: 'refused'; readonly reason: string }

/**
 * Uploads a picture of one pixel as a worker would, and destroys it again. Nothing else tells which upload preset is the
 * account's default: the Admin API does not. A folder, which stays behind, is named only where that is to be tried.
 */
export async function probeUpload(account: CloudinaryAccount, folder: string, timeoutMs: number): Promise<Probed> {
  const assets = new CloudinaryAssets(fixedAccount(account))
  const publicId = `sls-diagnose-${systemClock.unique()}`
  const address: AssetAddress = { resourceType: 'image', type: 'upload', publicId }
  const attributes = {
    context: { made_by: 'sls diagnose' },
    ...(folder !== '' && { placement: { assetFolder: folder, displayName: publicId } }),
  }
  const desired = { address, attributes, options: {}, fingerprint: '', rules: '' }
  const location = `data:image/png;base64,${PIXEL.toString('base64')}`
  const clear = (at: AssetAddress) => assets.destroy(at, { invalidate: true, timeoutMs })
  try {
    const answer = await assets.upload({ desired, location, overwrite: true, timeoutMs })
    if (answer.state === 'pending') {
      await landed(assets, address, timeoutMs)
      return { result: 'pending' }
    }
    const given = answer.asset.address
    if (!sameAddress(given, address)) {
      await clear(given)
      return { result: 'elsewhere', both: `${spellAddress(address)} is put at ${spellAddress(given)}` }
    }
    return { result: answer.asset.md5 === createHash('md5').update(PIXEL).digest('hex') ? 'as sent' : 'altered' }
  } catch (thrown) {
    if (thrown instanceof PermanentError) return { result: 'refused', reason: thrown.message }
    throw thrown
  } finally {
    await clear(address)
  }
}

/** Waits until an upload that was put off is there, so that it can be destroyed. */
async function landed(assets: CloudinaryAssets, address: AssetAddress, timeoutMs: number): Promise<void> {
  const endMs = systemClock.nowMs() + timeoutMs
  while (systemClock.nowMs() < endMs && !(await assets.find(address, timeoutMs))) await setTimeout(LOOK_AGAIN_MS)
}
