import { mergeAttributes } from '../../shared/model/attributes.ts'
import { UPLOAD_TOKEN, wouldChangeHands } from '../../shared/model/label.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import type { Assets, UploadAnswer, UploadRequest } from '../../shared/ports/assets.ts'
import type { ObjectBytes } from '../../shared/ports/source.ts'
import { MemoryBytes } from '../support/memory-bytes.ts'
import type { Invocation } from './invocation.ts'
import { unreadable } from './media-refusals.ts'
import { guardDestroy } from './media-safety.ts'
import { type MediaSending, sendToMedia, uploadInBackground } from './media-sending.ts'
import { describe, type MediaAnswer, type MediaRequest } from './services/media.ts'
import type { Bytes, StoredObject } from './services/object-store.ts'
import { CLOUD_NAME, type World } from './world.ts'

/** Where an object can be pulled: what the key has at that moment, or the very version that is named. */
export function locationOf(key: string, versionId: string | undefined): string {
  return JSON.stringify({ key, versionId })
}

function pull(world: World, location: string): StoredObject | undefined {
  const { key, versionId } = JSON.parse(location) as { key: string; versionId?: string }
  const present = world.store.head(key)
  const object = versionId === undefined ? present : world.store.headVersion(key, versionId)
  if (!object && versionId !== undefined) world.faults.count('pinned-version-removed')
  else if (object?.versionId !== present?.versionId) world.faults.count('pinned-version-overwritten')
  if (!object?.archived) return object
  world.faults.count('archived-between-head-and-pull')
  return undefined
}

/** The mirror's port onto the simulated Cloudinary. */
export function simulatedAssets(world: World, invocation: Invocation): Assets {
  const send = (request: Omit<MediaSending, 'world' | 'invocation'>) => sendToMedia({ world, invocation, ...request })
  const describeOr = async (answer: Promise<MediaAnswer>): Promise<StoredAsset | undefined> => {
    const { asset } = await answer
    return asset && describe(asset)
  }
  return {
    upload: (request) => upload(world, invocation, request),
    rename: ({ from, to }) =>
      describeOr(send({ prepare: () => ({ kind: 'rename', from, to }), key: to.publicId, typicalMs: 80 })),
    update: async ({ address, desired, ours, own }) => {
      let isOthers = false
      const prepare = (): MediaRequest => {
        const before = world.media.at(address)
        isOthers = before !== undefined && wouldChangeHands(before, desired.attributes.context, own)
        if (isOthers) return { kind: 'find', address }
        const merged = before ? mergeAttributes(desired.attributes, describe(before), ours) : desired.attributes
        const { context, tags, placement } = merged
        return { kind: 'update', address, context, tags, placement }
      }
      const asset = await describeOr(send({ prepare, key: address.publicId, typicalMs: 60 }))
      return isOthers ? undefined : asset
    },
    find: (address) =>
      describeOr(send({ prepare: () => ({ kind: 'find', address }), key: address.publicId, typicalMs: 40 })),
    cloudName: async () => CLOUD_NAME,
    async readEmpty(address) {
      world.faults.count('marker-read')
      const { publicId: key } = address
      await send({ prepare: () => ({ kind: 'find', address }), key, typicalMs: 100 })
      if (world.nowMs < world.unreadableUntilMs) throw unreadable()
    },
    async destroy(address) {
      guardDestroy(world, invocation, address)
      await send({ prepare: () => ({ kind: 'destroy', address }), key: address.publicId, typicalMs: 60 })
    },
  }
}

/** An upload whose bytes Cloudinary pulls when it begins. */
async function upload(
  world: World,
  invocation: Invocation,
  { desired, location, overwrite, background }: UploadRequest,
): Promise<UploadAnswer> {
  const { address, attributes } = desired
  const { tags, placement } = attributes
  let pulled: Bytes | undefined
  const context = background ? { ...attributes.context, [UPLOAD_TOKEN]: background.token } : attributes.context
  const key = context.source_key ?? ''
  const sent = typeof location === 'string' ? undefined : await readBytes(world, invocation, location)
  const prepare = (): MediaRequest | undefined => {
    world.onPull(key)
    const object = typeof location === 'string' ? pull(world, location) : sent
    if (object && object.etag !== attributes.context.source_etag) world.faults.count('overwrite-between-head-and-pull')
    const bytes = object?.bytes
    pulled = bytes
    return bytes && { kind: 'upload', address, bytes, context, tags, placement, overwrite }
  }
  world.uploadsSent++
  const sending = { prepare, key, typicalMs: 300, upload: { address, overwrite } }
  if (background) return uploadInBackground({ world, invocation, ...sending })
  const { asset, existing } = await sendToMedia({ world, invocation, ...sending })
  if (!existing) invocation.answered.set(key, stateOf(context))
  if (world.store.head(key)?.bytes.name !== pulled?.name) world.faults.count('overwrite-between-pull-and-answer')
  if (!asset) throw unreadable()
  return { state: existing ? 'existing' : 'stored', asset: describe(asset) }
}

/** The worker reads the object while it sends it: Cloudinary gets what is there then, however late it stores that. */
async function readBytes(world: World, invocation: Invocation, location: ObjectBytes): Promise<StoredObject> {
  if (!(location instanceof MemoryBytes)) throw new Error('expected bytes of the simulated bucket')
  world.faults.count('bytes-streamed')
  if (world.nowMs < world.forbiddenUntilMs || world.faults.strikes('s3-forbidden'))
    return invocation.refuse('s3', 's3-403', { scope: 'source' })
  const read = await invocation.reach('s3', 20, () => location.find())
  return read ?? location.missing()
}

/** Which state of its object an upload was sent for. */
function stateOf(context: Readonly<Record<string, string>>): string {
  const { source_etag: etag, source_last_modified: date, source_version_id: version } = context
  return [etag, date, version].join(' ')
}
