import { writeMessage } from '../event/write-message.ts'
import type { Refusal } from '../model/entry.ts'
import type { ObservedObject } from '../model/observation.ts'
import { noteRefusal } from '../record/transitions.ts'
import { refusalDigestOf } from '../rules/desired-asset.ts'
import type { ChangeContext } from './change-context.ts'
import type { Cause, Outcome } from './outcome.ts'

/** Puts the change into the dead-letter queue, and only then remembers that it was refused. */
export async function refuse(context: ChangeContext, cause: Cause): Promise<Outcome> {
  const { change, dependencies, claim, observed } = context
  const { code, reason } = cause
  const { bucket } = dependencies.settings
  const atMs = dependencies.clock.nowMs()
  const body = writeMessage({ bucket, key: change.key, source: 'refusal', atMs })
  await dependencies.queue.reject(body, { code, reason, key: change.key })
  if (claim && observed?.state === 'present') {
    claim.entry = noteRefusal(claim.entry, refusalOf(context, observed, cause, atMs))
  }
  await claim?.finish()
  return { key: change.key, result: 'refused', code, reason, mutations: context.mutations }
}

function refusalOf(
  { change, dependencies }: ChangeContext,
  object: ObservedObject,
  { code, reason }: Cause,
  atMs: number,
): Refusal {
  const { etag, sizeBytes, lastModifiedMs } = object
  const match = dependencies.rules.matchRule(change.key)
  const digests =
    match.kind === 'matched'
      ? { rules: match.digest, digest: refusalDigestOf(match, object) }
      : { rules: '', digest: '' }
  return { etag, sizeBytes, lastModifiedMs, ...digests, code, reason, atMs }
}
