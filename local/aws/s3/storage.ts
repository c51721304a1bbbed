import { z } from 'zod'

/** Tags of an object, by key. */
export type Tags = Readonly<Record<string, string>>

const tagsSchema = z.record(z.string(), z.string())

const filterRuleSchema = z.object({ name: z.enum(['prefix', 'suffix']), value: z.string() })

const queueConfigurationSchema = z.object({
  id: z.string(),
  queueArn: z.string(),
  events: z.array(z.string()),
  filterRules: z.array(filterRuleSchema),
})

/** Where S3 sends which events of a bucket. */
export type QueueConfiguration = z.infer<typeof queueConfigurationSchema>

/** How S3 can sum up the bytes of an object. */
export const checksumAlgorithm = z.enum(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])

export type ChecksumAlgorithm = z.infer<typeof checksumAlgorithm>

const checksumChoiceSchema = z.object({ algorithm: checksumAlgorithm, type: z.enum(['FULL_OBJECT', 'COMPOSITE']) })

/** Which checksum is kept of an object. */
export type ChecksumChoice = z.infer<typeof checksumChoiceSchema>

/** A bucket as it is kept: what fauxqs knows of it, and what it does not. */
export const bucketSchema = z.object({
  name: z.string(),
  creationDate: z.coerce.date(),
  type: z.enum(['general-purpose', 'directory']),
  policy: z.exactOptional(z.string()),
  notifications: z.array(queueConfigurationSchema),
})

export type StoredBucket = z.infer<typeof bucketSchema>

/** An object as it is kept, without its body. */
export const objectSchema = z.object({
  key: z.string(),
  contentType: z.string(),
  contentLength: z.number(),
  etag: z.string(),
  lastModified: z.coerce.date(),
  metadata: z.record(z.string(), z.string()),
  contentLanguage: z.exactOptional(z.string()),
  contentDisposition: z.exactOptional(z.string()),
  cacheControl: z.exactOptional(z.string()),
  contentEncoding: z.exactOptional(z.string()),
  parts: z.exactOptional(z.array(z.object({ partNumber: z.number(), offset: z.number(), length: z.number() }))),
  checksumAlgorithm: z.exactOptional(z.enum(['CRC32', 'SHA1', 'SHA256'])),
  checksumValue: z.exactOptional(z.string()),
  checksumType: z.exactOptional(z.enum(['FULL_OBJECT', 'COMPOSITE'])),
  partChecksums: z.exactOptional(z.array(z.string())),
  /** What the client has chosen; S3's own choice where it is left out. */
  checksum: z.exactOptional(checksumChoiceSchema),
  tags: tagsSchema,
})

export type StoredObject = z.infer<typeof objectSchema>

/** Where buckets and objects are kept. All of it is synchronous, and what it has accepted is durable. */
export interface Storage {
  saveBucket(bucket: StoredBucket): void
  removeBucket(name: string): void
  saveObject(bucket: string, object: StoredObject, body: Buffer): void
  saveTags(bucket: string, object: StoredObject): void
  removeObject(bucket: string, key: string): void
  readBody(bucket: string, key: string): Buffer
  load(): Iterable<{ readonly bucket: StoredBucket; readonly objects: readonly StoredObject[] }>
}
