import type { UploadOptions } from '../model/desired-asset.ts'
import type { Entry } from '../model/entry.ts'
import { PermanentError } from '../model/errors.ts'
import type { Observation } from '../model/observation.ts'
import { appliedByUpload } from '../record/answer.ts'
import { unknownAt } from '../record/doubt.ts'
import { recordApplied } from '../record/transitions.ts'
import { attributesLeftBy, type ExistingAsset, judgeExisting } from './existing-asset.ts'

/** Records an asset that was there already. Throws a PermanentError where it is someone else's. */
export function recordExisting(
  entry: Entry,
  existing: ExistingAsset,
  onForeignAsset: UploadOptions['onForeignAsset'],
  after: Observation | undefined,
): Entry {
  const { sent, asset } = existing
  const { address } = sent.made
  const judgement = judgeExisting(existing, onForeignAsset)
  if (judgement === 'overwrite') return recordApplied(entry, unknownAt(address))
  if (judgement === 'refuse') {
    const found = `an asset that this service did not make is at ${address.resourceType} ${address.publicId}`
    const bytes = onForeignAsset === 'refuse' ? 'and the rules refuse it' : 'with other bytes'
    throw new PermanentError('foreign-asset', `${found}, ${bytes}; remove it, or rename the object`)
  }
  const applied = appliedByUpload(sent, asset, after)
  if (applied.state !== 'asset') return recordApplied(entry, applied)
  // Its attributes are not what they are to be: an empty fingerprint makes the next plan an update.
  return recordApplied(entry, { ...applied, fingerprint: '', ours: attributesLeftBy(entry, existing) })
}
