import pRetry from 'p-retry'
import { z } from 'zod'
import type { Assets, StoredAsset } from '../../apply/assets.ts'
import { TransientError } from '../../errors.ts'
import type { Attributes } from '../../plan/target.ts'
import type { AssetAddress } from '../../record/entry.ts'
import { encodeContext } from './context.ts'
import { cloudinaryFailure, hasStatus } from './failure.ts'

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
type Answer = z.infer<typeof answerSchema>
type Uploader = typeof import('cloudinary').v2.uploader

/** The Cloudinary account, over the official SDK's Upload API. The SDK is loaded at the first call: a skip costs none of it. */
export function cloudinaryAssets(account: CloudinaryAccount): Assets {
  const call = async (timeoutMs: number, send: (uploader: Uploader, options: object) => Promise<unknown>) => {
    const { v2 } = await import('cloudinary')
    const options = { ...credentials(account), timeout: timeoutMs }
    return request(timeoutMs, () => send(v2.uploader, options))
  }
  return {
    async upload({ address, location, attributes, overwrite, timeoutMs }) {
      const options = {
        ...target(address),
        public_id: address.publicId,
        overwrite,
        invalidate: true,
        ...sent(attributes),
      }
      const answer = await call(timeoutMs, (uploader, base) => uploader.upload(location, { ...base, ...options }))
      const parsed = answerSchema.parse(answer)
      return { asset: toStored(parsed), existing: parsed.existing === true }
    },
    async rename(from, to, timeoutMs) {
      const options = { ...target(from), overwrite: false, invalidate: true }
      return unless([400, 404], () =>
        call(timeoutMs, (uploader, base) => uploader.rename(from.publicId, to.publicId, { ...base, ...options })),
      )
    },
    async update(address, attributes, timeoutMs) {
      const options = { ...target(address), ...sent(attributes) }
      return unless([404], () =>
        call(timeoutMs, (uploader, base) => uploader.explicit(address.publicId, { ...base, ...options })),
      )
    },
    async find(address, timeoutMs) {
      // `explicit` without anything to set is the Upload API's way to read: it counts against no hourly limit.
      return unless([404], () =>
        call(timeoutMs, (uploader, base) => uploader.explicit(address.publicId, { ...base, ...target(address) })),
      )
    },
    async destroy(address, timeoutMs) {
      const options = { ...target(address), invalidate: true }
      await call(timeoutMs, (uploader, base) => uploader.destroy(address.publicId, { ...base, ...options }))
    },
  }
}

function credentials(account: CloudinaryAccount): object {
  const { cloudName, apiKey, apiSecret, uploadPrefix } = account
  const prefix = uploadPrefix === undefined ? {} : { upload_prefix: uploadPrefix }
  return { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret, ...prefix }
}

function target(address: AssetAddress): { resource_type: AssetAddress['resourceType']; type: AssetAddress['type'] } {
  return { resource_type: address.resourceType, type: address.type }
}

function sent(attributes: Attributes): { context: string } {
  return { context: encodeContext(attributes.context) }
}

function toStored(answer: Answer): StoredAsset {
  const { asset_id: assetId, version, etag: md5, bytes: sizeBytes, context } = answer
  return { assetId, version, md5, sizeBytes, context: context?.custom ?? {} }
}

/** Sends, and sends again only where the answer proves that nothing took effect and it may pass within the time left. */
async function request(timeoutMs: number, send: () => Promise<unknown>): Promise<unknown> {
  const once = async () => {
    try {
      return await send()
    } catch (thrown) {
      throw cloudinaryFailure(thrown)
    }
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
    return toStored(answerSchema.parse(await call()))
  } catch (thrown) {
    if (statuses.some((status) => hasStatus(thrown, status))) return undefined
    throw thrown
  }
}
