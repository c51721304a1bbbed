import type { UploadOptions } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import { PermanentError } from '../model/errors.ts'
import type { Observation } from '../model/observation.ts'
import { appliedByUpload } from '../record/answer.ts'
import { unknownAt } from '../record/doubt.ts'
import { noteAdoption, recordUploaded } from '../record/transitions.ts'
import { attributesLeftBy, type ExistingAsset, judgeExisting } from './existing-asset.ts'
import { foreignWish } from './replaceable.ts'

/** Records an asset that was there already. Throws a PermanentError where it is someone else's. */
export function recordExisting(
  entry: Entry,
  existing: ExistingAsset,
  onForeignAsset: UploadOptions['onForeignAsset'],
  after: Observation | undefined,
): Entry {
  const { sent, asset } = existing
  const { address } = sent.made
  const wish = foreignWish(entry, onForeignAsset)
  const judgement = judgeExisting(existing, wish)
  if (judgement === 'overwrite') return recordUploaded(entry, unknownAt(address))
  if (judgement === 'refuse') throw refusalOf(existing, wish)
  const applied = appliedByUpload(sent, asset, after)
  if (applied.state !== 'asset') return recordUploaded(entry, applied)
  // Its attributes are not what they are to be: an empty fingerprint makes the next plan an update.
  const ours = attributesLeftBy(entry, existing)
  const recorded = recordUploaded(entry, { ...applied, fingerprint: '', ours })
  return existing.isOurs ? recorded : noteAdoption(recorded)
}

function refusalOf(
  { sent, asset, isClaimed }: ExistingAsset,
  onForeignAsset: UploadOptions['onForeignAsset'],
): PermanentError {
  const { address } = sent.made
  const found = `an asset that this service did not make is at ${address.resourceType} ${address.publicId}`
  if (isClaimed) {
    const owner = asset.context.source_bucket
    return new PermanentError(
      'foreign-asset',
      `${found}: it belongs to bucket ${owner}; remove it there, or rename the object`,
    )
  }
  const bytes = onForeignAsset === 'adopt' ? ', with other bytes' : ''
  const advice = 'remove it, rename the object, or adopt it by rule or by sls sweep --adopt'
  return new PermanentError('foreign-asset', `${found}${bytes}; ${advice}`)
}
