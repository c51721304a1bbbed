import * as z from 'zod'

/** The parts of an entry that are the same in every version of its schema. */
export const addressSchema = z.object({
  resourceType: z.enum(['image', 'video', 'raw']),
  type: z.enum(['upload', 'private', 'authenticated']),
  publicId: z.string().min(1),
})

const oursSchema = z.object({ context: z.array(z.string()), tags: z.array(z.string()) })

const contentSchema = z.object({
  etag: z.string(),
  sizeBytes: z.number(),
  // Rows of before know the ETag only.
  checksum: z.string().exactOptional(),
  md5: z.string().exactOptional(),
})

export const assetSchema = z.object({
  state: z.literal('asset'),
  address: addressSchema,
  assetId: z.string(),
  version: z.number(),
  content: contentSchema,
  sentEtag: z.string().exactOptional(),
  storedMd5: z.string().exactOptional(),
  isAltered: z.literal(true).exactOptional(),
  fingerprint: z.string(),
  // Version 1 knew no rules.
  rules: z.string().default(''),
  preset: z.string().default(''),
  ours: oursSchema.default({ context: [], tags: [] }),
  lastModifiedMs: z.number(),
  atMs: z.number(),
})

export const leaseSchema = z.object({ token: z.string(), untilMs: z.number() })

export const attemptSchema = z.object({
  token: z.string(),
  operation: z.enum(['upload', 'rename', 'update', 'destroy']),
  address: addressSchema,
  deadlineMs: z.number(),
})

export const madeSchema = z.object({
  address: addressSchema,
  fingerprint: z.string(),
  rules: z.string(),
  preset: z.string(),
  ours: oursSchema,
})

export const sentObjectSchema = z.object({
  etag: z.string(),
  sizeBytes: z.number(),
  etagIsMd5: z.boolean(),
  checksum: z.string().exactOptional(),
  // Version 2 did not say it.
  isDated: z.boolean().default(false),
  isPinned: z.boolean().exactOptional(),
  versionId: z.string().optional(),
  lastModifiedMs: z.number(),
})

const orphanDeletionSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unasked') }),
  z.object({ state: z.literal('withheld'), sinceMs: z.number() }),
  z.object({ state: z.literal('approved') }),
])

export const orphanSchema = addressSchema.extend({
  deletion: orphanDeletionSchema.exactOptional(),
  refused: z
    .object({
      code: z.string(),
      reason: z.string(),
      letterMs: z.number(),
      retry: z.object({ atMs: z.number(), times: z.number() }),
    })
    .exactOptional(),
})

export const doubtSchema = z.object({ untilMs: z.number(), addresses: z.array(addressSchema) })

export const unendedSchema = z.object({
  count: z.number(),
  beganMs: z.number(),
  untilMs: z.number(),
  refused: z.object({ times: z.number(), letterMs: z.number(), retryMs: z.number() }).exactOptional(),
})

export const failuresSchema = z.object({
  count: z.number(),
  code: z.string(),
  reason: z.string(),
  unfinished: z.number().exactOptional(),
  sinceMs: z.number().exactOptional(),
  atMs: z.number().exactOptional(),
  retryMs: z.number().exactOptional(),
  object: z.object({ etag: z.string(), lastModifiedMs: z.number() }).exactOptional(),
  letterMs: z.number().exactOptional(),
  unjudged: z.enum(['account', 'source', 'cloud']).exactOptional(),
})
