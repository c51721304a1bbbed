import type { Hold } from '../claim/hold.ts'
import { PermanentError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import { appliedByUpload, type Sent, unknownAt } from '../record/answer.ts'
import { recordApplied } from '../record/transitions.ts'
import { isLabelled } from '../rules/attributes.ts'
import { requestTimeMs, type Work } from '../work.ts'
import type { StoredAsset } from './assets.ts'
import { acquireAddress } from './ownership.ts'
import type { Recording } from './recording.ts'

/** Uploads an object. One that is not to overwrite treats an asset that is there already as the rules say. */
export async function applyUpload(
  { treatment, object, overwrite }: Extract<Plan, { kind: 'upload' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const { key } = hold.entry
  await hold.announce('upload', treatment.address)
  if (!overwrite) await acquireAddress(work, treatment.address, key)
  const location = await work.source.locate(key, object, treatment.options.transfer ?? 's3')
  const timeoutMs = requestTimeMs(work)
  const { asset, existing } = await work.assets.upload({ treatment, location, overwrite, timeoutMs })
  const sent = { treatment, object, atMs: work.clock.nowMs() }
  if (existing) return meet(sent, asset, isLabelled(asset.context, work.settings.bucket))
  return (entry, after) => recordApplied(entry, appliedByUpload(sent, asset, after))
}

/** An asset was there. Our own is overwritten; somebody else's is adopted, refused or overwritten. */
function meet(sent: Sent, asset: StoredAsset, isOurs: boolean): Recording {
  const { object, treatment } = sent
  const { address, options } = treatment
  const { onForeignAsset = 'adopt' } = options
  const isVerbatim = object.etagIsMd5 && options.uploadPreset === undefined
  if (isVerbatim && asset.md5 === object.etag && (isOurs || onForeignAsset === 'adopt')) {
    // Its attributes are not ours yet: an empty fingerprint makes the next plan an update.
    return (entry, after) => {
      const applied = appliedByUpload(sent, asset, after)
      const isAsset = applied.state === 'asset'
      return recordApplied(entry, isAsset ? { ...applied, fingerprint: '', ours: { context: [], tags: [] } } : applied)
    }
  }
  if (isOurs || onForeignAsset === 'overwrite') return (entry) => recordApplied(entry, unknownAt(address))
  const found = `an asset that this service did not make is at ${address.resourceType} ${address.publicId}`
  const bytes = onForeignAsset === 'refuse' ? 'and the rules refuse it' : 'with other bytes'
  throw new PermanentError('foreign-asset', `${found}, ${bytes}; remove it, or rename the object`)
}
