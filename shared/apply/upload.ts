import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs, sendingTimeMs } from '../claim/dependencies.ts'
import type { DesiredAsset, Transfer } from '../model/desired-asset.ts'
import type { Entry, SentObject } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import type { StoredAsset } from '../model/stored-asset.ts'
import { isToldByMd5 } from '../plan/dating.ts'
import type { Plan } from '../plan/plan.ts'
import type { UploadRequest } from '../ports/assets.ts'
import { appliedByUpload, madeBy } from '../record/answer.ts'
import { unchangedSince } from '../record/doubt.ts'
import type { Sent } from '../record/stored-content.ts'
import { continueInBackground, recordSeen, recordUploaded } from '../record/transitions.ts'
import { confirmUploaded } from './address-differs.ts'
import type { Effect } from './effect.ts'
import { type ExistingAsset, existingAsset } from './existing-asset.ts'
import { acquireAddress, keepAddress } from './ownership.ts'
import { recordExisting } from './record-existing.ts'
import { isReplaceable, mayBeThere } from './replaceable.ts'

const ALTERED =
  'the account has stored other bytes than it was sent: an incoming transformation, an add-on or a default upload preset alters them'

/** Uploads an object. An asset that is there already and is not the key's own is treated as the rules say. */
export async function applyUpload(
  { desired, object, overwrite }: Extract<Plan, { kind: 'upload' }>,
  claim: Claim,
  dependencies: Dependencies,
): Promise<Effect> {
  const { assets, clock, settings, source } = dependencies
  const { key } = claim.entry
  const { address, options } = desired
  const background = backgroundOf(object, claim, dependencies)
  await claim.announce('upload', address, background && limits.backgroundPatience)
  const takesKept = options.onForeignAsset === 'overwrite'
  await (overwrite ? keepAddress : acquireAddress)(dependencies, address, key, { takesKept })
  const transfer = transferOf(source.transfer, desired, object, claim.entry)
  const version = versionOf(object, transfer, clock.nowMs())
  const sent = () => ({ made: madeBy(desired), object: version, atMs: clock.nowMs() })
  const describe = (asset: StoredAsset) => existingAsset(sent(), asset, claim.entry, settings.bucket)
  const meetExisting = async (existing: ExistingAsset) => {
    const observed = await observeAfter(source, key)
    claim.entry = recordExisting(claim.entry, existing, options.onForeignAsset, observed)
    return observed
  }
  // Nobody tells what an overwrite has destroyed, nor that an upload in the background has met an asset.
  const looksFirst = overwrite || background || mayBeThere(claim.entry)
  const found = looksFirst ? await assets.find(address, requestTimeMs(dependencies)).catch(throwUnsent) : undefined
  const before = found && unchangedSince(claim.entry, found)
  if (before) {
    claim.entry = recordSeen(claim.entry, before)
    return { isSent: false }
  }
  const existing = found && describe(found)
  const isReplaced = overwrite && existing !== undefined && isReplaceable(claim.entry, existing, options.onForeignAsset)
  if (existing && !isReplaced) return { isSent: false, observed: await meetExisting(existing) }
  const location = await source.locate(key, object, transfer)
  const timeoutMs = typeof location === 'string' ? requestTimeMs(dependencies) : sendingTimeMs(dependencies)
  const marked = background && { background: { ...background, token: tokenOf(claim) } }
  const answer = await assets.upload({ desired, location, overwrite: isReplaced, timeoutMs, ...marked })
  if (answer.state === 'pending') {
    claim.entry = continueInBackground(claim.entry, { made: madeBy(desired), object: version })
    return { isSent: true }
  }
  await confirmUploaded(address, answer, claim, dependencies)
  if (answer.state === 'existing') return { isSent: true, observed: await meetExisting(describe(answer.asset)) }
  return recordStored(sent(), answer.asset, claim, source)
}

/** A look without an answer leaves nothing to come: no bytes have been sent yet. */
function throwUnsent(thrown: unknown): never {
  if (!(thrown instanceof TransientError)) throw thrown
  const { code, message, kind, scope, notBeforeMs } = thrown
  const later = notBeforeMs !== undefined && { notBeforeMs }
  throw new TransientError(code, message, { cause: thrown, kind, scope, effect: 'none', ...later })
}

/** Records what an answer says was stored, in the light of what S3 says after it. */
async function recordStored(
  sent: Sent,
  asset: StoredAsset,
  claim: Claim,
  source: Dependencies['source'],
): Promise<Effect> {
  const [after] = await Promise.allSettled([source.observe(claim.entry.key)])
  const observed = after.status === 'fulfilled' ? after.value : undefined
  const applied = appliedByUpload(sent, asset, observed)
  claim.entry = recordUploaded(claim.entry, applied)
  // Only S3 could have told what was stored: the same bytes would be sent again, as often as it fails to.
  if (applied.state === 'unknown' && after.status === 'rejected') throw after.reason
  const isAltered = applied.state === 'asset' && applied.isAltered
  return { isSent: true, observed, ...(isAltered && { remark: ALTERED }) }
}

/** What marks the asset that this very upload makes. */
function tokenOf({ entry, token }: Claim): string {
  return entry.attempt?.token ?? token
}

/** What S3 says after an answer, which is recorded in the light of it; also where S3 does not reply. */
async function observeAfter(source: Dependencies['source'], key: string): Promise<Observation | undefined> {
  return source.observe(key).catch(() => undefined)
}

/** A file that takes longer than a request may is uploaded in the background. Where Cloudinary cannot tell when it is done, looks do. */
function backgroundOf(
  object: ObservedObject,
  claim: Claim,
  { settings, rules }: Dependencies,
): UploadRequest['background'] {
  const { failures } = claim.entry
  // One in the background never says why it has failed: the next one waits for the answer.
  if (failures?.code === 'upload-unfinished') return undefined
  const isLarge = object.sizeBytes > (rules.config.asyncAboveBytes ?? limits.foregroundBytesMax)
  const isSlow = failures?.code === 'cloudinary-no-answer'
  return isLarge || isSlow ? { token: claim.token, notificationUrl: settings.webhookUrl } : undefined
}

/** By a URL that names the version, or by sending the bytes, where the answer's MD5 would not tell which were read. */
function transferOf(
  always: Transfer | undefined,
  { options }: DesiredAsset,
  object: ObservedObject,
  entry: Entry,
): Transfer {
  const asked = always ?? options.transfer ?? 's3'
  // Of an unknown asset it is not known either whether the account alters it.
  const isTold = entry.applied.state !== 'unknown' && isToldByMd5(entry, object, options)
  return asked === 'stream' || object.versionId === undefined || isTold ? asked : 'presigned'
}

function versionOf(object: ObservedObject, transfer: Transfer, nowMs: number): SentObject {
  const { etag, etagIsMd5, checksum, sizeBytes, versionId, lastModifiedMs } = object
  const isDated = nowMs >= lastModifiedMs + limits.datingMs
  const isPinned = transfer === 'stream' || (transfer === 'presigned' && versionId !== undefined)
  const named = { etag, etagIsMd5, ...(checksum !== undefined && { checksum }) }
  return { ...named, isDated, sizeBytes, versionId, lastModifiedMs, ...(isPinned && { isPinned }) }
}
