import type { Hold } from '../claim/claim.ts'
import { requestTimeMs, type Work } from '../claim/dependencies.ts'
import { TransientError } from '../model/errors.ts'
import { UPLOAD_TOKEN } from '../model/label.ts'
import type { Observation } from '../model/observation.ts'
import { appliedByUpload } from '../record/answer.ts'
import { doubtAttempt, recordApplied } from '../record/transitions.ts'

/** The code of the failure of an upload that Cloudinary was to finish on its own. */
export const UNFINISHED = 'upload-unfinished'

/**
 * Looks whether an upload that Cloudinary finishes on its own has landed, and records it. Throws where its deadline has
 * passed without. The token in the asset's context says that this very upload has landed; what bytes it has is then decided as
 * for any other upload.
 */
export async function settlePending(hold: Hold, work: Work, after: Observation | undefined): Promise<void> {
  const { attempt, pending } = hold.entry
  if (!attempt || !pending) return
  const { made, object, token } = pending
  const asset = await work.assets.find(made.address, requestTimeMs(work))
  const nowMs = work.clock.nowMs()
  if (asset?.context[UPLOAD_TOKEN] === token) {
    hold.entry = recordApplied(hold.entry, appliedByUpload({ made, object, atMs: nowMs }, asset, after))
  } else if (nowMs >= attempt.deadlineMs) {
    hold.entry = doubtAttempt(hold.entry)
    throw new TransientError(UNFINISHED, 'Cloudinary has not finished an upload in the background in time')
  }
}
