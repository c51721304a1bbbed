import type { S3Object, S3Persistence, S3Store } from '../fauxqs.ts'
import { SortedKeys } from './sorted-keys.ts'
import type { ChecksumChoice, Storage, StoredBucket, StoredObject, Tags } from './storage.ts'

/** A change to an object, reported once it is durable. */
export type ObjectChange =
  | {
      readonly kind: 'stored'
      readonly bucket: string
      readonly key: string
      readonly eTag: string
      readonly size: number
    }
  | { readonly kind: 'removed'; readonly bucket: string; readonly key: string; readonly existed: boolean }
  | { readonly kind: 'tagged' | 'untagged'; readonly bucket: string; readonly key: string; readonly eTag: string }

/** Called with every change, in the order in which they took effect. */
export type ChangeListener = (change: ObjectChange) => void

/** What an object has that fauxqs has no place for. */
interface Details {
  readonly tags: Tags
  readonly checksum: ChecksumChoice | undefined
}

interface Contents {
  bucket: StoredBucket
  readonly objects: Map<string, StoredObject>
  readonly keys: SortedKeys
}

interface Upload extends Details {
  readonly bucket: string
  readonly key: string
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
  readonly #uploads = new Map<string, Upload>()
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

  hasUpload(uploadId: string, { bucket, key }: { readonly bucket: string; readonly key: string }): boolean {
    const upload = this.#uploads.get(uploadId)
    return upload?.bucket === bucket && upload.key === key
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

  upsertObject(bucket: string, object: S3Object): void {
    this.#store(bucket, object, this.#next)
  }

  completeMultipartUpload(uploadId: string, bucket: string, object: S3Object): void {
    this.#store(bucket, object, this.#uploads.get(uploadId) ?? this.#next)
    this.#uploads.delete(uploadId)
  }

  deleteObject(bucket: string, key: string): void {
    const contents = this.#buckets.get(bucket)
    const existed = contents?.objects.delete(key) ?? false
    if (existed) this.#storage.removeObject(bucket, key)
    contents?.keys.remove(key)
    this.#onChange({ kind: 'removed', bucket, key, existed })
  }

  readBody(bucket: string, key: string): Buffer {
    return this.#storage.readBody(bucket, key)
  }

  insertMultipartUpload({ uploadId, bucket, key }: Omit<Upload, keyof Details> & { readonly uploadId: string }): void {
    this.#uploads.set(uploadId, { bucket, key, ...this.#next })
  }

  deleteMultipartUpload(uploadId: string): void {
    this.#uploads.delete(uploadId)
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

  // Uploads that were not completed do not outlive the process, and parts are kept by the store itself.
  upsertMultipartPart(): void {}
  deleteAllMultipartUploads(): void {}
  // Nothing below is reachable through the routes that we let pass.
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

  #store(bucket: string, { body, ...object }: S3Object, { tags, checksum }: Details): void {
    const stored = { ...object, ...(checksum && { checksum }), tags }
    this.#storage.saveObject(bucket, stored, body)
    const contents = this.#buckets.get(bucket)
    contents?.objects.set(object.key, stored)
    contents?.keys.add(object.key)
    const { key, contentLength: size } = object
    this.#onChange({ kind: 'stored', bucket, key, eTag: withoutQuotes(object.etag), size })
  }
}
