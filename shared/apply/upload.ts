import type { Hold } from '../claim/hold.ts'
import { PermanentError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import { attributesOf, fingerprintOf, isLabelled } from '../plan/target.ts'
import { appliedByUpload, type Sent } from '../record/answer.ts'
import { recordApplied } from '../record/transitions.ts'
import { requestTimeMs, type Work } from '../work.ts'
import type { StoredAsset } from './assets.ts'
import { acquireAddress, keepAddress } from './ownership.ts'
import type { Recording } from './recording.ts'

/** Uploads an object. One that is not to overwrite adopts an equal asset, and refuses to touch another's. */
export async function applyUpload(
  { address, object, overwrite }: Extract<Plan, { kind: 'upload' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const { bucket } = work.settings
  const { key } = hold.entry
  const attributes = attributesOf(bucket, key, object)
  await hold.announce('upload', address)
  await (overwrite ? keepAddress : acquireAddress)(work, address, key)
  const location = await work.source.locate(key, object)
  const timeoutMs = requestTimeMs(work)
  const { asset, existing } = await work.assets.upload({ address, location, attributes, overwrite, timeoutMs })
  const sent = { address, object, fingerprint: fingerprintOf(attributes), atMs: work.clock.nowMs() }
  if (existing) return adopt(sent, asset, isLabelled(asset.context, bucket))
  return (entry, after) => recordApplied(entry, appliedByUpload(sent, asset, after))
}

function adopt(sent: Sent, asset: StoredAsset, ours: boolean): Recording {
  const { address, object } = sent
  if (object.etagIsMd5 && asset.md5 === object.etag) {
    // Its metadata are not ours yet: an empty fingerprint makes the next plan an update.
    const adopted = { ...sent, fingerprint: '' }
    return (entry, after) => recordApplied(entry, appliedByUpload(adopted, asset, after))
  }
  if (ours) return (entry) => recordApplied(entry, { state: 'unknown', address, owned: true })
  const found = `an asset that this service did not make is at ${address.resourceType} ${address.publicId}`
  throw new PermanentError('foreign-asset', `${found}, with other bytes; remove it, or rename the object`)
}
