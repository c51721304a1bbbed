import { type Bytes, type Naming, namesOf, type ObjectNames, sizeOf } from './object-names.ts'

export { type Bytes, md5Of, sizeOf } from './object-names.ts'

/** S3 takes no longer key, in UTF-8. */
export const KEY_BYTES_MAX = 1024

/** Whether the bytes can be read: they cannot in an archive class, except while a restored copy is there. */
type Storage = 'standard' | 'archived' | 'restored'

interface Version {
  readonly id: string
  /** Undefined for a delete marker. */
  readonly bytes: Bytes | undefined
  readonly names: ObjectNames
  readonly lastModifiedMs: number
  readonly storage: Storage
  readonly tags: Tags
}

type Tags = Readonly<Record<string, string>>

export type StoreRequest =
  | { readonly kind: 'put'; readonly key: string; readonly bytes: Bytes; readonly archived?: true }
  | { readonly kind: 'copy'; readonly from: string; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string }
  /** `index` counts from the oldest version, which is 0, or from the newest, which is -1. */
  | { readonly kind: 'delete-version'; readonly key: string; readonly index: number }
  /** A lifecycle rule moves the object to an archive class; its restored copy comes, and goes. */
  | { readonly kind: 'archive' | 'restore' | 'expire'; readonly key: string }
  | { readonly kind: 'tag'; readonly key: string; readonly tags: Tags }
  | { readonly kind: 'head'; readonly key: string }

/** An object as S3 describes it. */
export interface StoredObject extends ObjectNames {
  readonly bytes: Bytes
  readonly sizeBytes: number
  readonly versionId: string | undefined
  readonly lastModifiedMs: number
  /** True where the bytes cannot be read. */
  readonly archived: boolean
  readonly tags: Tags
}

/** What S3 notifies of. */
export interface StoreEvent {
  readonly key: string
  readonly name: string
  readonly versionId: string | undefined
}

/** S3 in memory: one bucket, versioned or not. */
export class ObjectStore {
  versioning: 'off' | 'on' | 'suspended'
  /** How whatever is written from now on is named. */
  naming: Naming = { usesKms: false, keepsChecksums: true }
  readonly #versions = new Map<string, Version[]>()
  #count = 0

  constructor(versioning: 'off' | 'on' | 'suspended') {
    this.versioning = versioning
  }

  apply(nowMs: number, request: StoreRequest): { response: StoredObject | undefined; changes: StoreEvent[] } {
    switch (request.kind) {
      case 'head':
        return { response: this.head(request.key), changes: [] }
      case 'put':
        return this.#write(nowMs, request.key, request.bytes, 'ObjectCreated:Put', request.archived && 'archived')
      case 'copy': {
        const source = this.head(request.from)
        if (!source || source.archived) return { response: undefined, changes: [] }
        // A copy takes the tags along.
        return this.#write(
          nowMs,
          request.key,
          { ...source.bytes, inParts: false },
          'ObjectCreated:Copy',
          undefined,
          source.tags,
        )
      }
      case 'delete':
        return this.#delete(nowMs, request.key)
      case 'delete-version':
        return this.#deleteVersion(request.key, request.index)
      case 'tag':
        return this.#tag(request.key, request.tags)
      case 'archive':
        return this.#move(request.key, { from: 'standard', to: 'archived' })
      case 'restore':
        return this.#move(request.key, { from: 'archived', to: 'restored' }, 'ObjectRestore:Completed')
      case 'expire':
        return this.#move(request.key, { from: 'restored', to: 'archived' }, 'ObjectRestore:Delete')
    }
  }

  head(key: string): StoredObject | undefined {
    return describe(this.#versions.get(key)?.at(-1))
  }

  /** The object as it was or is at a version, unless that has been removed. */
  headVersion(key: string, versionId: string): StoredObject | undefined {
    return describe(this.#versions.get(key)?.find(({ id }) => id === versionId))
  }

  /** Keys of the objects that are there, in the order of their UTF-8 bytes. */
  keys(): string[] {
    const present = [...this.#versions.keys()].filter((key) => this.head(key))
    return present.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  versionsOf(key: string): number {
    return this.#versions.get(key)?.length ?? 0
  }

  #write(
    nowMs: number,
    key: string,
    bytes: Bytes | undefined,
    name: string,
    storage: Storage = 'standard',
    tags: Tags = {},
  ) {
    const id = this.versioning === 'on' ? `v${this.#count}` : 'null'
    const names = namesOf(bytes ?? { name: '', inParts: false }, this.naming, this.#count++)
    const older = this.#versions.get(key) ?? []
    const kept = id === 'null' ? older.filter((version) => version.id !== 'null') : older
    this.#versions.set(key, [...kept, { id, bytes, names, lastModifiedMs: nowMs, storage, tags }])
    const versionId = this.versioning === 'on' ? id : undefined
    return { response: this.head(key), changes: [{ key, name, versionId }] }
  }

  #delete(nowMs: number, key: string) {
    if (this.versioning !== 'off') return this.#write(nowMs, key, undefined, 'ObjectRemoved:DeleteMarkerCreated')
    const existed = this.#versions.delete(key)
    const changes = existed ? [{ key, name: 'ObjectRemoved:Delete', versionId: undefined }] : []
    return { response: undefined, changes }
  }

  /** Changes the storage of the present version, if it is of that kind; S3 moves no empty object, and tells of no transition. */
  #move(key: string, { from, to }: { from: Storage; to: Storage }, name?: string) {
    const versions = this.#versions.get(key) ?? []
    const version = versions.at(-1)
    if (!version?.bytes?.name || version.storage !== from) return { response: this.head(key), changes: [] }
    this.#versions.set(key, [...versions.slice(0, -1), { ...version, storage: to }])
    const response = this.head(key)
    return { response, changes: name === undefined ? [] : [{ key, name, versionId: response?.versionId }] }
  }

  /** Changes the tags of the present version, and neither its ETag nor its date. */
  #tag(key: string, tags: Tags) {
    const versions = this.#versions.get(key) ?? []
    const version = versions.at(-1)
    if (!version?.bytes) return { response: undefined, changes: [] }
    this.#versions.set(key, [...versions.slice(0, -1), { ...version, tags }])
    return { response: this.head(key), changes: [{ key, name: 'ObjectTagging:Put', versionId: undefined }] }
  }

  #deleteVersion(key: string, index: number) {
    const versions = this.#versions.get(key) ?? []
    const removed = versions.at(index)
    if (!removed) return { response: undefined, changes: [] }
    this.#versions.set(
      key,
      versions.filter((version) => version !== removed),
    )
    return { response: undefined, changes: [{ key, name: 'ObjectRemoved:Delete', versionId: removed.id }] }
  }
}

const described = new WeakMap<Version, StoredObject>()

/** A version never changes: it is described once, so that what was worked out of it can be kept. */
function describe(version: Version | undefined): StoredObject | undefined {
  if (!version?.bytes) return undefined
  const known = described.get(version)
  if (known) return known
  const { bytes, names, id, lastModifiedMs, storage, tags } = version
  const versionId = id === 'null' ? undefined : id
  const lastModified = Math.floor(lastModifiedMs / 1000) * 1000
  const object: StoredObject = {
    bytes,
    ...names,
    sizeBytes: sizeOf(bytes.name),
    versionId,
    lastModifiedMs: lastModified,
    archived: storage === 'archived',
    tags,
  }
  described.set(version, object)
  return object
}
