import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import { TransientError } from '../model/errors.ts'
import { isMadeByUpload } from '../model/label.ts'
import type { Observation } from '../model/observation.ts'
import { appliedByUpload } from '../record/answer.ts'
import { doubtAttempt, recordUploaded } from '../record/transitions.ts'
import { existingAsset, judgeExisting } from './existing-asset.ts'
import { recordExisting } from './record-existing.ts'

/**
 * Looks whether an upload that Cloudinary finishes on its own has landed, or its very bytes are there otherwise, and records it.
 * Throws where its deadline has passed without. The token in the asset's context says that this very upload has landed; what bytes
 * it has is then decided as for any other upload. Resolves with what S3 says after it, where that was asked.
 */
export async function finishBackgroundUpload(
  claim: Claim,
  dependencies: Dependencies,
): Promise<Observation | undefined> {
  const { attempt, key } = claim.entry
  if (!attempt?.background) return undefined
  const { made, object } = attempt.background
  const asset = await dependencies.assets.find(made.address, requestTimeMs(dependencies))
  const nowMs = dependencies.clock.nowMs()
  const sent = { made, object, atMs: nowMs }
  if (asset && isMadeByUpload(asset.context, attempt.token)) {
    const after = await dependencies.source.observe(key)
    claim.entry = recordUploaded(claim.entry, appliedByUpload(sent, asset, after))
    return after
  }
  const existing = asset && existingAsset(sent, asset, claim.entry, dependencies.settings.bucket)
  if (existing && judgeExisting(existing, 'refuse') === 'keep') {
    // An earlier request has landed with the same bytes. This upload may yet, too.
    const after = await dependencies.source.observe(key)
    claim.entry = recordExisting(doubtAttempt(claim.entry), existing, 'refuse', after)
    return after
  }
  if (nowMs >= attempt.deadlineMs) {
    claim.entry = doubtAttempt(claim.entry)
    throw new TransientError('upload-unfinished', 'Cloudinary has not finished an upload in the background in time')
  }
  return undefined
}
