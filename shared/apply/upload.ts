import type { Hold } from '../claim/claim.ts'
import { requestTimeMs, type Work } from '../claim/dependencies.ts'
import { knowsAddress, type Made, type SentObject } from '../model/entry.ts'
import { PermanentError } from '../model/errors.ts'
import { isLabelled } from '../model/label.ts'
import { limits } from '../model/limits.ts'
import type { ObservedObject } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import type { Plan } from '../plan/plan.ts'
import type { UploadRequest } from '../ports/assets.ts'
import { appliedByUpload, madeBy, type Sent } from '../record/answer.ts'
import { awaitUpload, recordApplied, unknownAt } from '../record/transitions.ts'
import type { RuleOptions } from '../rules/schema.ts'
import { UNFINISHED } from './background.ts'
import { acquireAddress, keepAddress } from './ownership.ts'
import type { Recording } from './recording.ts'

/** Uploads an object. One that is not to overwrite treats an asset that is there already as the rules say. */
export async function applyUpload(
  { treatment, object, overwrite }: Extract<Plan, { kind: 'upload' }>,
  hold: Hold,
  work: Work,
): Promise<Recording> {
  const { key } = hold.entry
  const { address, options } = treatment
  const background = backgroundOf(object, hold, work)
  await hold.announce('upload', address, background && limits.backgroundPatience)
  await (overwrite ? keepAddress : acquireAddress)(work, address, key)
  const sent = () => ({ made: madeBy(treatment), object, atMs: work.clock.nowMs() })
  // What a request of the key's own has left there has nothing yet that others have added.
  const isOwnLeaving = knowsAddress(hold.entry, address) && !hold.entry.looksFirst
  const meetAsset = (asset: StoredAsset) => {
    const isOurs = isLabelled(asset.context, work.settings.bucket)
    const ours = isOurs && isOwnLeaving ? { context: Object.keys(asset.context), tags: asset.tags } : NOTHING_OURS
    return meet({ sent: sent(), asset, isOurs, ours }, options.onForeignAsset)
  }
  // An upload in the background does not tell that it has met an asset.
  const looksFirst = !overwrite && (background !== undefined || hold.entry.looksFirst)
  const met = looksFirst ? await work.assets.find(address, requestTimeMs(work)) : undefined
  if (met) return meetAsset(met)
  const location = await work.source.locate(key, object, options.transfer ?? 's3')
  const request = { treatment, location, overwrite, timeoutMs: requestTimeMs(work) }
  const answer = await work.assets.upload({ ...request, ...(background && { background }) })
  const { made } = sent()
  if (answer.state === 'pending') {
    return (entry) => awaitUpload(entry, { token: hold.token, made, object: versionOf(object) })
  }
  if (answer.state === 'existing') return meetAsset(answer.asset)
  return (entry, after) => recordApplied(entry, appliedByUpload(sent(), answer.asset, after))
}

/** A file that takes longer than a request may is uploaded in the background, if Cloudinary can tell when it is done. */
function backgroundOf(object: ObservedObject, hold: Hold, { settings, rules }: Work): UploadRequest['background'] {
  const { webhookUrl } = settings
  // One in the background never says why it has failed: the next one waits for the answer.
  if (hold.entry.failures?.code === UNFINISHED) return undefined
  const isLarge = object.sizeBytes > (rules.config.asyncAboveBytes ?? limits.foregroundBytesMax)
  return webhookUrl !== undefined && isLarge ? { token: hold.token, notificationUrl: webhookUrl } : undefined
}

function versionOf({ etag, etagIsMd5, sizeBytes, versionId, lastModifiedMs }: ObservedObject): SentObject {
  return { etag, etagIsMd5, sizeBytes, versionId, lastModifiedMs }
}

const NOTHING_OURS: Made['ours'] = { context: [], tags: [] }

interface Met {
  readonly sent: Sent
  readonly asset: StoredAsset
  readonly isOurs: boolean
  /** Which of its context and tags are ours, as far as is known. */
  readonly ours: Made['ours']
}

/** An asset was there. Our own is overwritten; somebody else's is adopted, refused or overwritten. */
function meet({ sent, asset, isOurs, ours }: Met, onForeignAsset: RuleOptions['onForeignAsset'] = 'adopt'): Recording {
  const { object, made } = sent
  const { address } = made
  const isVerbatim = object.etagIsMd5 && made.preset === ''
  if (isVerbatim && asset.md5 === object.etag && (isOurs || onForeignAsset === 'adopt')) {
    // Its attributes are not what they are to be: an empty fingerprint makes the next plan an update.
    return (entry, after) => {
      const applied = appliedByUpload(sent, asset, after)
      return recordApplied(entry, applied.state === 'asset' ? { ...applied, fingerprint: '', ours } : applied)
    }
  }
  if (isOurs || onForeignAsset === 'overwrite') return (entry) => recordApplied(entry, unknownAt(address))
  const found = `an asset that this service did not make is at ${address.resourceType} ${address.publicId}`
  const bytes = onForeignAsset === 'refuse' ? 'and the rules refuse it' : 'with other bytes'
  throw new PermanentError('foreign-asset', `${found}, ${bytes}; remove it, or rename the object`)
}
