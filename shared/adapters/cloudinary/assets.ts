import pRetry from 'p-retry'
import { z } from 'zod'
import type { Assets, StoredAsset, UploadRequest } from '../../apply/assets.ts'
import { TransientError } from '../../errors.ts'
import type { Attributes } from '../../plan/target.ts'
import type { AssetAddress } from '../../record/entry.ts'
import { systemClock } from '../clock.ts'
import { encodeContext } from './context.ts'
import { cloudinaryFailure, hasStatus } from './failure.ts'
import { hearRetryAfter, retryAfterMs } from './retry-after.ts'

/** What a CLOUDINARY_URL says. */
export interface CloudinaryAccount {
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
  /** Where the API is, if not at Cloudinary. */
  readonly uploadPrefix: string | undefined
}

const RETRIES = 3
const answerSchema = z.object({
  asset_id: z.string().min(1),
  version: z.coerce.number(),
  etag: z.string().optional(),
  bytes: z.number(),
  existing: z.boolean().optional(),
  context: z.object({ custom: z.record(z.string(), z.string()).optional() }).optional(),
})
type Uploader = typeof import('cloudinary').v2.uploader
type Call = (uploader: Uploader, options: object) => Promise<unknown>

/** The Cloudinary account, over the official SDK's Upload API. The SDK is loaded at the first call: a skip costs none of it. */
export class CloudinaryAssets implements Assets {
  readonly #account: CloudinaryAccount

  constructor(account: CloudinaryAccount) {
    this.#account = account
  }

  async upload({ address, location, attributes, overwrite, timeoutMs }: UploadRequest) {
    const options = { public_id: address.publicId, overwrite, invalidate: true, ...sent(attributes) }
    const answer = await this.#send(address, options, timeoutMs, (uploader, all) => uploader.upload(location, all))
    return { asset: toStored(answer), existing: answerSchema.parse(answer).existing === true }
  }

  rename(from: AssetAddress, to: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined> {
    const options = { overwrite: false, invalidate: true }
    return unless([400, 404], () =>
      this.#send(from, options, timeoutMs, (uploader, all) => uploader.rename(from.publicId, to.publicId, all)),
    )
  }

  update(address: AssetAddress, attributes: Attributes, timeoutMs: number): Promise<StoredAsset | undefined> {
    return this.#explicit(address, sent(attributes), timeoutMs)
  }

  find(address: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined> {
    // `explicit` without anything to set is the Upload API's way to read: it counts against no hourly limit.
    return this.#explicit(address, {}, timeoutMs)
  }

  async destroy(address: AssetAddress, timeoutMs: number): Promise<void> {
    const options = { invalidate: true }
    await this.#send(address, options, timeoutMs, (uploader, all) => uploader.destroy(address.publicId, all))
  }

  #explicit(address: AssetAddress, options: object, timeoutMs: number): Promise<StoredAsset | undefined> {
    return unless([404], () =>
      this.#send(address, options, timeoutMs, (uploader, all) => uploader.explicit(address.publicId, all)),
    )
  }

  async #send(address: AssetAddress, options: object, timeoutMs: number, call: Call): Promise<unknown> {
    const { v2 } = await import('cloudinary')
    const { resourceType: resource_type, type } = address
    const all = { ...options, resource_type, type, ...credentials(this.#account), timeout: timeoutMs }
    return retryThrottled(timeoutMs, () => call(v2.uploader, all))
  }
}

function credentials(account: CloudinaryAccount): object {
  const { cloudName, apiKey, apiSecret, uploadPrefix } = account
  const prefix = uploadPrefix === undefined ? {} : { upload_prefix: uploadPrefix }
  return { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret, ...prefix }
}

function sent(attributes: Attributes): { context: string } {
  return { context: encodeContext(attributes.context) }
}

function toStored(answer: unknown): StoredAsset {
  const { asset_id: assetId, version, etag: md5, bytes: sizeBytes, context } = answerSchema.parse(answer)
  return { assetId, version, md5, sizeBytes, context: context?.custom ?? {} }
}

/** Sends, and sends again only where the answer proves that nothing took effect and it may pass within the time left. */
async function retryThrottled(timeoutMs: number, send: () => Promise<unknown>): Promise<unknown> {
  const once = async () => {
    const { answer, retryAfter } = await hearRetryAfter(send)
    if (answer.status === 'fulfilled') return answer.value
    throw cloudinaryFailure(
      answer.reason,
      retryAfter === undefined ? undefined : retryAfterMs(retryAfter, systemClock.nowMs()),
    )
  }
  return pRetry(once, {
    retries: RETRIES,
    minTimeout: 250,
    maxTimeout: 4000,
    randomize: true,
    maxRetryTime: Math.max(0, timeoutMs / 2),
    shouldRetry: ({ error }) => {
      const isThrottling = hasStatus(error, 420) || hasStatus(error, 429)
      return isThrottling && error instanceof TransientError && error.notBeforeMs === undefined
    },
  })
}

async function unless(statuses: readonly number[], call: () => Promise<unknown>): Promise<StoredAsset | undefined> {
  try {
    return toStored(await call())
  } catch (thrown) {
    if (statuses.some((status) => hasStatus(thrown, status))) return undefined
    throw thrown
  }
}
