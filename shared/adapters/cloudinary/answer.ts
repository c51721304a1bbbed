import * as z from 'zod'
import type { StoredAsset } from '../../model/stored-asset.ts'

const dateSchema = z
  .union([z.string(), z.number()])
  .transform((date) => new Date(typeof date === 'number' ? date * 1000 : date).toISOString())
const accessRuleSchema = z.discriminatedUnion('access_type', [
  z.object({ access_type: z.literal('token'), key: z.string().exactOptional() }),
  z.object({
    access_type: z.literal('anonymous'),
    start: dateSchema.exactOptional(),
    end: dateSchema.exactOptional(),
  }),
])
const answerSchema = z.object({
  asset_id: z.string().min(1),
  public_id: z.string().min(1),
  resource_type: z.enum(['image', 'video', 'raw']),
  type: z.enum(['upload', 'private', 'authenticated']),
  version: z.coerce.number(),
  etag: z.string().optional(),
  bytes: z.number(),
  existing: z.boolean().optional(),
  context: z.object({ custom: z.record(z.string(), z.string()).optional() }).optional(),
  tags: z.array(z.string()).optional(),
  access_control: z
    .array(accessRuleSchema)
    .nullish()
    .transform((list) => list ?? undefined),
})
const pendingSchema = z.object({ status: z.literal('pending') })

/** True where Cloudinary has taken an upload that it finishes on its own. */
export function isPending(answer: unknown): boolean {
  return pendingSchema.safeParse(answer).success
}

/** True where an upload that was not to overwrite has met an asset, which is what the answer describes. */
export function isExisting(answer: unknown): boolean {
  return answerSchema.parse(answer).existing === true
}

/** True where an answer describes an asset that has just been made. */
export function isMade(answer: unknown): boolean {
  const { success, data } = answerSchema.safeParse(answer)
  return success && data.existing !== true
}

/** The asset that an answer describes. Throws where it describes none. */
export function toStored(answer: unknown): StoredAsset {
  const { asset_id: assetId, version, etag: md5, bytes: sizeBytes, ...rest } = answerSchema.parse(answer)
  const { public_id: publicId, resource_type: resourceType, type, context, tags = [], access_control } = rest
  const address = { resourceType, type, publicId }
  const described = { context: context?.custom ?? {}, tags, accessControl: access_control }
  return { address, assetId, version, md5, sizeBytes, ...described }
}
