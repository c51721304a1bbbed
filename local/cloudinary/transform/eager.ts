import { buffer } from 'node:stream/consumers'
import type { Asset } from '../asset.ts'
import type { Background } from '../background.ts'
import type { Blobs } from '../blobs.ts'
import type { Json, Reply } from '../decision.ts'
import type { Notifier } from '../notifications.ts'
import { randomId } from '../random.ts'
import { type Account, urlOf } from '../render.ts'
import { formatAfter, renderImage } from './image.ts'
import type { Eager } from './parse.ts'

function withoutFormat({ transformation, format }: Eager): string {
  return format === undefined ? transformation : transformation.slice(0, -format.length - 1)
}

function describe(asset: Asset, eager: Eager, account: Account): Json {
  const wanted = eager.format ?? asset.format ?? 'png'
  const format = asset.resourceType === 'image' ? formatAfter(eager.steps, wanted) : wanted
  const url = urlOf({ ...asset, format }, account, withoutFormat(eager))
  return { transformation: eager.transformation, format, url, secure_url: url }
}

async function make(asset: Asset, eager: Eager, account: Account, blobs: Blobs): Promise<Json> {
  const described = describe(asset, eager, account)
  if (asset.resourceType !== 'image') return described
  try {
    const source = await buffer(await blobs.read(asset.blob))
    const { bytes, width, height } = await renderImage(source, eager.steps, eager.format ?? asset.format ?? 'png')
    return { ...described, width, height, bytes: bytes.length }
  } catch (error) {
    return { ...described, status: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** What a request says of eager images. */
export interface EagerParameters {
  readonly eager?: readonly Eager[] | undefined
  readonly eager_async?: boolean | undefined
  readonly eager_notification_url?: string | undefined
  readonly notification_url?: string | undefined
}

/** What is needed to make them. */
export interface EagerParts {
  readonly account: Account
  readonly blobs: Blobs
  readonly background: Background
  readonly notifier: Notifier
}

/** Makes the images that a request wants right after an upload or an explicit, or later. */
export class EagerImages {
  readonly #parts: EagerParts

  constructor(parts: EagerParts) {
    this.#parts = parts
  }

  /** Adds to an answer what was made of the asset, or that it will be made. */
  async addTo(reply: Reply, parameters: EagerParameters): Promise<Reply> {
    const { eager = [], eager_async: isLater } = parameters
    if (reply.kind !== 'asset' || eager.length === 0) return reply
    const { asset } = reply
    const made = isLater ? this.#promise(asset, eager, parameters) : await this.#makeAll(asset, eager)
    return { ...reply, extra: { ...reply.extra, eager: made } }
  }

  #makeAll(asset: Asset, eager: readonly Eager[]): Promise<Json[]> {
    const { account, blobs } = this.#parts
    return Promise.all(eager.map((one) => make(asset, one, account, blobs)))
  }

  #promise(asset: Asset, eager: readonly Eager[], parameters: EagerParameters): Json[] {
    const { account, background, notifier } = this.#parts
    const batch_id = randomId()
    const url = parameters.eager_notification_url ?? parameters.notification_url
    if (url !== undefined) {
      background.run(async () => {
        const { assetId: asset_id, publicId: public_id } = asset
        notifier.notify(url, 'eager', { batch_id, asset_id, public_id, eager: await this.#makeAll(asset, eager) })
      })
    }
    return eager.map((one) => ({ status: 'processing', batch_id, ...describe(asset, one, account) }))
  }
}
