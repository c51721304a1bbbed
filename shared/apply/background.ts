import type { Claim } from '../claim/claim.ts'
import { type Dependencies, requestTimeMs } from '../claim/dependencies.ts'
import { TransientError } from '../model/errors.ts'
import { isMadeByUpload } from '../model/label.ts'
import type { Observation } from '../model/observation.ts'
import { appliedByUpload } from '../record/answer.ts'
import { doubtAttempt, recordApplied } from '../record/transitions.ts'

/**
 * Looks whether an upload that Cloudinary finishes on its own has landed, and records it. Throws where its deadline has
 * passed without. The token in the asset's context says that this very upload has landed; what bytes it has is then decided as
 * for any other upload.
 */
export async function finishBackgroundUpload(
  claim: Claim,
  dependencies: Dependencies,
  after: Observation | undefined,
): Promise<void> {
  const { attempt } = claim.entry
  if (!attempt?.background) return
  const { made, object } = attempt.background
  const asset = await dependencies.assets.find(made.address, requestTimeMs(dependencies))
  const nowMs = dependencies.clock.nowMs()
  if (asset && isMadeByUpload(asset.context, attempt.token)) {
    claim.entry = recordApplied(claim.entry, appliedByUpload({ made, object, atMs: nowMs }, asset, after))
  } else if (nowMs >= attempt.deadlineMs) {
    claim.entry = doubtAttempt(claim.entry)
    throw new TransientError('upload-unfinished', 'Cloudinary has not finished an upload in the background in time')
  }
}
