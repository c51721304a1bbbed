import { mergeAttributes } from '../../shared/model/attributes.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { UPLOAD_TOKEN, wouldChangeHands } from '../../shared/model/label.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import type { Assets, UploadRequest } from '../../shared/ports/assets.ts'
import { describe, type Media, type MediaAnswer } from '../simulation/services/media.ts'
import type { ObjectStore } from '../simulation/services/object-store.ts'
import type { FakeClock } from './fake-clock.ts'
import { objectAt } from './memory-source.ts'
import type { Moments } from './moments.ts'

const CLOUD_NAME = 'demo'

interface MemoryAccount {
  readonly media: Media
  /** Where it pulls from. */
  readonly store: ObjectStore
  readonly clock: FakeClock
  readonly moments: Moments
  /** Uploads that were taken and are finished in the background, as soon as the test calls them. */
  readonly inBackground: (() => void)[]
}

/** The port onto a Cloudinary account in memory. */
export function memoryAssets(account: MemoryAccount): Assets {
  const { media, clock, moments, inBackground } = account
  return {
    upload: (request) =>
      moments.around('assets.upload', request.desired.address.publicId, () => {
        if (!request.background) return answerOf(pull(account, request))
        inBackground.push(() => pull(account, request))
        return { state: 'pending' as const }
      }),
    rename: ({ from, to }) =>
      moments.around('assets.rename', from.publicId, () => {
        return described(media.apply(clock.nowMs(), { kind: 'rename', from, to }).response)
      }),
    update: ({ address, desired, ours, own }) =>
      moments.around('assets.update', address.publicId, () => {
        const before = media.at(address)
        if (!before || wouldChangeHands(before, desired.attributes.context, own)) return undefined
        const { context, tags, placement } = mergeAttributes(desired.attributes, describe(before), ours)
        return described(media.apply(clock.nowMs(), { kind: 'update', address, context, tags, placement }).response)
      }),
    find: (address) =>
      moments.around('assets.find', address.publicId, () => {
        return described(media.apply(clock.nowMs(), { kind: 'find', address }).response)
      }),
    cloudName: async () => CLOUD_NAME,
    readEmpty: ({ publicId }) => moments.around('assets.readEmpty', publicId, () => undefined),
    destroy: (address) =>
      moments.around('assets.destroy', address.publicId, () => {
        media.apply(clock.nowMs(), { kind: 'destroy', address })
      }),
  }
}

/** Stores what the bucket has at this moment. */
function pull({ media, store, clock }: MemoryAccount, { desired, location, overwrite, background }: UploadRequest) {
  const object = objectAt(store, location)
  if (!object || object.archived) throw new TransientError('source-unreadable', `Error in loading ${String(location)}`)
  const { address, attributes } = desired
  const context = { ...attributes.context, ...(background && { [UPLOAD_TOKEN]: background.token }) }
  const { bytes } = object
  const { tags, placement } = attributes
  const request = { kind: 'upload', address, bytes, context, tags, placement, overwrite } as const
  return media.apply(clock.nowMs(), request).response
}

function answerOf({ asset, existing }: MediaAnswer) {
  if (!asset) throw new Error('expected an asset after an upload, found none')
  return { state: existing ? ('existing' as const) : ('stored' as const), asset: describe(asset) }
}

function described({ asset }: MediaAnswer): StoredAsset | undefined {
  return asset && describe(asset)
}
