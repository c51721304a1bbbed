import type { Readable } from 'node:stream'
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

const checksumChoiceSchema = z.object({
  algorithm: checksumAlgorithm,
  type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
  /** In base64; a composite one is followed by the number of parts. Left out where nobody has made it yet. */
  value: z.exactOptional(z.string()),
})

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

/** What an object has that fauxqs has no place for. */
export interface Details {
  readonly tags: Tags
  readonly checksum: ChecksumChoice | undefined
}

/** An object that is about to be stored. */
export type NewObject = Omit<StoredObject, keyof Details>

/** Bytes that lie in a storage: those of an object, or of a part of one. */
export interface Piece {
  readonly id: string
  readonly bytes: number
}

/** Takes bytes in, one call at a time; what is not closed is discarded, and then nothing is left of it. */
export interface PieceWriter {
  write(chunk: Uint8Array): Promise<void>
  close(): Promise<Piece>
  discard(): Promise<void>
}

/** Where buckets and objects are kept. What it has accepted is durable. */
export interface Storage {
  saveBucket(bucket: StoredBucket): void
  removeBucket(name: string): void
  /** Opens what takes bytes in for a key. They are no object's before one is saved with them. */
  openPiece(bucket: string, key: string): PieceWriter
  /** Gives another key the same bytes, which no change of the first one touches. */
  duplicate(pieces: readonly Piece[], bucket: string, key: string): Piece[]
  removePieces(pieces: readonly Piece[]): void
  /** Puts an object in place in one step, with the pieces that its bytes are in, one after the other. */
  saveObject(bucket: string, object: StoredObject, pieces: readonly Piece[]): void
  saveTags(bucket: string, object: StoredObject): void
  removeObject(bucket: string, key: string): void
  piecesOf(bucket: string, key: string): readonly Piece[]
  /** The bytes from `start` up to before `end`, to the end even if they are removed meanwhile. */
  read(pieces: readonly Piece[], start: number, end: number): Readable
  load(): Iterable<{ readonly bucket: StoredBucket; readonly objects: readonly StoredObject[] }>
}
