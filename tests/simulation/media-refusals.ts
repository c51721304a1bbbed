import { PermanentError, TransientError, type TransientKind } from '../../shared/model/errors.ts'
import type { MediaRequest } from './services/media.ts'
import { BUCKET, type World } from './world.ts'

/** What an account's quota is answered with is a call for patience. */
export function kindOf(refusal: World['refusal']): TransientKind {
  return refusal === 'cloudinary-420' ? 'throttled' : 'transient'
}

/** Why Cloudinary does not do what it is asked for, as the story wants it, or as the name of the content says. */
export function refusalOf(world: World, request: MediaRequest): PermanentError | TransientError | undefined {
  const refusal = world.refuses(request)
  if (refusal === 'unreadable') return unreadable()
  if (refusal) return new PermanentError('cloudinary-400', 'this cannot be done')
  if (request.kind !== 'upload') return undefined
  if (world.nowMs < world.unreadableUntilMs) {
    world.faults.count('bucket-policy-lost')
    return unreadable()
  }
  const { name } = request.bytes
  if (name.startsWith('poison')) return new PermanentError('cloudinary-400', 'Invalid image file')
  if (name.startsWith('flaky')) return new TransientError('cloudinary-403', 'not now', { scope: 'account' })
  if (name.startsWith('unsigned'))
    return new TransientError('cloudinary-401', 'Invalid Signature', { scope: 'account' })
  if (name.startsWith('crashing'))
    return new TransientError('cloudinary-500', 'oops', { scope: 'cloud', effect: 'unknown' })
  return undefined
}

/** Cloudinary could not read the object. */
export function unreadable(): TransientError {
  const message = `Error in loading s3://${BUCKET}/key - Access Denied`
  return new TransientError('source-unreadable', message, { scope: 'source' })
}
