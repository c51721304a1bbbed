import type { Readable } from 'node:stream'
import type { S3Persistence, S3Store } from '../fauxqs.ts'
import type { ChangeListener } from './object-change.ts'
import { descriptionOfObject } from './object-headers.ts'
import { SortedKeys } from './sorted-keys.ts'
import type {
  ChecksumChoice,
  Details,
  NewObject,
  Piece,
  PieceWriter,
  Storage,
  StoredBucket,
  StoredObject,
  Tags,
} from './storage.ts'
import { type Upload, Uploads } from './uploads.ts'

interface Contents {
  bucket: StoredBucket
  readonly objects: Map<string, StoredObject>
  readonly keys: SortedKeys
}

function contentsOf(bucket: StoredBucket, objects: readonly StoredObject[]): Contents {
  return {
    bucket,
    objects: new Map(objects.map((object) => [object.key, object])),
    keys: new SortedKeys(objects.map(({ key }) => key)),
  }
}

function withoutQuotes(etag: string): string {
  return etag.replaceAll('"', '')
}

/**
 * Replaces fauxqs' own persistence. It adds what fauxqs has no place for (tags, policy, notifications), and reports
 * each change once it is durable.
 */
export class BucketContents implements S3Persistence {
  readonly #storage: Storage
  readonly #buckets = new Map<string, Contents>()
  readonly #uploads = new Uploads()
  #next: Details = { tags: {}, checksum: undefined }
  #onChange: ChangeListener = () => {}

  constructor(storage: Storage) {
    this.#storage = storage
  }

  onChange(listener: ChangeListener): void {
    this.#onChange = listener
  }

  bucket(name: string): StoredBucket | undefined {
    return this.#buckets.get(name)?.bucket
  }

  updateBucket(bucket: StoredBucket): void {
    const known = this.#buckets.get(bucket.name)
    this.#storage.saveBucket(bucket)
    if (known) known.bucket = bucket
    else this.#buckets.set(bucket.name, contentsOf(bucket, []))
  }

  object(bucket: string, key: string): StoredObject | undefined {
    return this.#buckets.get(bucket)?.objects.get(key)
  }

  sortedKeys(bucket: string): SortedKeys {
    return this.#buckets.get(bucket)?.keys ?? new SortedKeys()
  }

  /** The upload in parts that this is, if it is one for this key. */
  upload(uploadId: string, { bucket, key }: { readonly bucket: string; readonly key: string }): Upload | undefined {
    const upload = this.#uploads.find(uploadId)
    return upload?.bucket === bucket && upload.key === key ? upload : undefined
  }

  /** Whatever `store` stores gets these tags, in one write with the object. It must be synchronous. */
  withTags<T>(tags: Tags, store: () => T): T {
    return this.#with({ ...this.#next, tags }, store)
  }

  /** Of whatever `store` stores such a checksum is kept. It must be synchronous. */
  withChecksum<T>(checksum: ChecksumChoice, store: () => T): T {
    return this.#with({ ...this.#next, checksum }, store)
  }

  updateTags(bucket: string, object: StoredObject, change: { readonly kind: 'tagged' | 'untagged'; tags: Tags }): void {
    const tagged = { ...object, tags: change.tags }
    this.#storage.saveTags(bucket, tagged)
    this.#buckets.get(bucket)?.objects.set(object.key, tagged)
    this.#onChange({ kind: change.kind, bucket, key: object.key, eTag: withoutQuotes(object.etag) })
  }

  insertBucket(name: string, creationDate: Date, type: StoredBucket['type']): void {
    this.updateBucket({ name, creationDate, type, notifications: [] })
  }

  deleteBucket(name: string): void {
    this.#storage.removeBucket(name)
    this.#buckets.delete(name)
  }

  /** Opens what takes bytes in for a key. */
  openPiece(bucket: string, key: string): PieceWriter {
    return this.#storage.openPiece(bucket, key)
  }

  removePieces(pieces: readonly Piece[]): void {
    this.#storage.removePieces(pieces)
  }

  /** The bytes of an object once more, for another key. */
  duplicate(source: { readonly bucket: string; readonly key: string }, bucket: string, key: string): Piece[] {
    return this.#storage.duplicate(this.#storage.piecesOf(source.bucket, source.key), bucket, key)
  }

  /** The bytes of the object that is there now, from `start` up to before `end`, whatever becomes of it meanwhile. */
  read(bucket: string, key: string, start: number, end: number): Readable {
    return this.#storage.read(this.#storage.piecesOf(bucket, key), start, end)
  }

  /** Puts an object in place of whatever is there, with the tags and the checksum that are given for it, or for its upload. */
  storeObject(
    bucket: string,
    object: NewObject,
    pieces: readonly Piece[],
    details: Details = this.#next,
  ): StoredObject {
    const { tags, checksum } = details
    const stored = { ...object, ...(checksum && { checksum }), tags }
    this.#storage.saveObject(bucket, stored, pieces)
    const contents = this.#buckets.get(bucket)
    contents?.objects.set(object.key, stored)
    contents?.keys.add(object.key)
    const { key, contentLength: size } = object
    this.#onChange({ kind: 'stored', bucket, key, eTag: withoutQuotes(object.etag), size })
    return stored
  }

  deleteObject(bucket: string, key: string): void {
    const contents = this.#buckets.get(bucket)
    const existed = contents?.objects.delete(key) ?? false
    if (existed) this.#storage.removeObject(bucket, key)
    contents?.keys.remove(key)
    this.#onChange({ kind: 'removed', bucket, key, existed })
  }

  insertMultipartUpload(begun: Parameters<S3Persistence['insertMultipartUpload']>[0]): void {
    const { uploadId, bucket, key } = begun
    this.#uploads.begin(uploadId, { bucket, key, description: descriptionOfObject(begun), details: this.#next })
  }

  deleteMultipartUpload(uploadId: string): void {
    this.#storage.removePieces(this.#uploads.end(uploadId))
  }

  loadS3(store: S3Store): void {
    for (const { bucket, objects } of this.#storage.load()) {
      this.#buckets.set(bucket.name, contentsOf(bucket, objects))
      store.createBucket(bucket.name, bucket.type)
      store.setBucketCreationDate(bucket.name, bucket.creationDate)
      for (const { tags: _, checksum: __, ...object } of objects)
        store.restoreObject(bucket.name, { ...object, body: Buffer.alloc(0) })
    }
  }

  // Nothing below is reachable through the routes that we let pass: bytes never come to fauxqs.
  upsertObject(): void {}
  completeMultipartUpload(): void {}
  upsertMultipartPart(): void {}
  deleteAllMultipartUploads(): void {}
  readBody(): Buffer {
    throw new Error('Bytes are read as streams.')
  }
  saveBucketLifecycleConfiguration(): void {}
  deleteBucketLifecycleConfiguration(): void {}
  deleteObjectsByBucket(): void {}
  deleteAllObjects(): void {}
  renameObject(): void {}
  purgeAll(): void {}
  close(): void {}

  #with<T>(details: Details, store: () => T): T {
    const before = this.#next
    this.#next = details
    try {
      return store()
    } finally {
      this.#next = before
    }
  }
}
