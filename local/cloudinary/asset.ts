import { z } from 'zod'

/** The kinds of asset, and the ways to deliver one, that Cloudinary keeps under separate addresses. */
export const resourceTypeSchema = z.enum(['image', 'video', 'raw'])
export const deliveryTypeSchema = z.enum(['upload', 'private', 'authenticated'])

const timeSchema = z.union([z.iso.datetime({ offset: true }), z.int()])

/** Gives the milliseconds of a time that is ISO 8601, or seconds since 1970. */
export function timeMsOf(time: z.infer<typeof timeSchema>): number {
  return typeof time === 'number' ? time * 1000 : Date.parse(time)
}

const accessRuleSchema = z
  .looseObject({
    access_type: z.enum(['token', 'anonymous']),
    key: z
      .string()
      .regex(/^[a-zA-Z0-9]+$/)
      .optional(),
    start: timeSchema.optional(),
    end: timeSchema.optional(),
  })
  .refine(({ start, end }) => start === undefined || end === undefined || timeMsOf(start) <= timeMsOf(end))

/** Who may see an asset: those whom one of the rules lets in, or anyone where there are none. */
export const accessControlSchema = z.array(accessRuleSchema)

/** The id that an asset has for as long as it exists. */
export const assetIdSchema = z.string().regex(/^[0-9a-f]{32}$/)

/** A value of structured metadata: a text, date or choice, an integer, or several choices. */
export const metadataValueSchema = z.union([z.string(), z.int(), z.array(z.string())])

/** One asset as it is kept; `serial` orders assets by creation, `commit` tells which of two records is the newer. */
export const assetSchema = z.object({
  serial: z.int(),
  commit: z.int(),
  assetId: assetIdSchema,
  resourceType: resourceTypeSchema,
  type: deliveryTypeSchema,
  publicId: z.string(),
  version: z.int(),
  versionId: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  format: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  bytes: z.int(),
  etag: z.string(),
  blob: z.string(),
  tags: z.array(z.string()),
  context: z.record(z.string(), z.string()),
  metadata: z.record(z.string(), metadataValueSchema),
  accessControl: accessControlSchema.optional(),
  assetFolder: z.string(),
  displayName: z.string(),
  originalFilename: z.string().optional(),
})

export type ResourceType = z.infer<typeof resourceTypeSchema>
export type DeliveryType = z.infer<typeof deliveryTypeSchema>
export type AccessControl = z.infer<typeof accessControlSchema>
export type MetadataValue = z.infer<typeof metadataValueSchema>
export type Metadata = Asset['metadata']
export type Asset = Readonly<z.infer<typeof assetSchema>>

/** What names an asset from outside; at most one asset stands at an address. */
export interface Address {
  readonly resourceType: ResourceType
  readonly type: DeliveryType
  readonly publicId: string
}

/** Gives one string for one address; the two types hold no slash, so no two addresses share one. */
export function addressKey({ resourceType, type, publicId }: Address): string {
  return `${resourceType}/${type}/${publicId}`
}
