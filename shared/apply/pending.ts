import { TransientError } from '../errors.ts'
import type { Observation } from '../observe/observation.ts'
import { appliedByUpload } from '../record/answer.ts'
import type { Entry } from '../record/entry.ts'
import { recordApplied } from '../record/transitions.ts'
import { requestTimeMs, type Work } from '../work.ts'
import { UPLOAD_TOKEN } from './assets.ts'

/**
 * Looks whether an upload that Cloudinary finishes on its own has landed, and records it. Throws where its deadline has
 * passed without. The token in the asset's context says that this very upload has landed; what bytes it has is then decided as
 * for any other upload.
 */
export async function settlePending(work: Work, entry: Entry, after: Observation | undefined): Promise<Entry> {
  const { attempt, pending } = entry
  if (!attempt || !pending) return entry
  const { made, object, token } = pending
  const asset = await work.assets.find(made.address, requestTimeMs(work))
  const nowMs = work.clock.nowMs()
  if (asset?.context[UPLOAD_TOKEN] === token) {
    return recordApplied(entry, appliedByUpload({ made, object, atMs: nowMs }, asset, after))
  }
  if (nowMs < attempt.deadlineMs) return entry
  const reason = 'Cloudinary has not finished an upload in the background by its deadline'
  throw new TransientError('upload-unfinished', reason, { effect: 'unknown' })
}
