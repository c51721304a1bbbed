import { createHash } from 'node:crypto'

/** Bytes, by a name that stands for them. Empty content has the name ''. */
export interface Bytes {
  readonly name: string
  /** True where the object was uploaded in parts, so that its ETag is no MD5. */
  readonly inParts: boolean
}

interface Version {
  readonly id: string
  /** Undefined for a delete marker. */
  readonly bytes: Bytes | undefined
  readonly lastModifiedMs: number
}

export type StoreRequest =
  | { readonly kind: 'put'; readonly key: string; readonly bytes: Bytes }
  | { readonly kind: 'copy'; readonly from: string; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string }
  /** `index` counts from the oldest version, which is 0, or from the newest, which is -1. */
  | { readonly kind: 'delete-version'; readonly key: string; readonly index: number }
  | { readonly kind: 'head'; readonly key: string }

/** An object as S3 describes it. */
export interface StoredObject {
  readonly bytes: Bytes
  readonly etag: string
  readonly sizeBytes: number
  readonly versionId: string | undefined
  readonly lastModifiedMs: number
}

/** What S3 notifies of. */
export interface StoreEvent {
  readonly key: string
  readonly name: string
  readonly versionId: string | undefined
}

export function md5Of(name: string): string {
  return createHash('md5').update(name).digest('hex')
}

export function sizeOf(name: string): number {
  return name === '' ? 0 : 1000 + name.length
}

/** S3 in memory: one bucket, versioned or not. */
export class ObjectStore {
  versioning: 'off' | 'on' | 'suspended'
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
        return this.#write(nowMs, request.key, request.bytes, 'ObjectCreated:Put')
      case 'copy': {
        const source = this.head(request.from)
        if (!source) return { response: undefined, changes: [] }
        return this.#write(nowMs, request.key, { ...source.bytes, inParts: false }, 'ObjectCreated:Copy')
      }
      case 'delete':
        return this.#delete(nowMs, request.key)
      case 'delete-version':
        return this.#deleteVersion(request.key, request.index)
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

  #write(nowMs: number, key: string, bytes: Bytes | undefined, name: string) {
    const id = this.versioning === 'on' ? `v${this.#count++}` : 'null'
    const older = this.#versions.get(key) ?? []
    const kept = id === 'null' ? older.filter((version) => version.id !== 'null') : older
    this.#versions.set(key, [...kept, { id, bytes, lastModifiedMs: nowMs }])
    const versionId = this.versioning === 'on' ? id : undefined
    return { response: this.head(key), changes: [{ key, name, versionId }] }
  }

  #delete(nowMs: number, key: string) {
    if (this.versioning !== 'off') return this.#write(nowMs, key, undefined, 'ObjectRemoved:DeleteMarkerCreated')
    const existed = this.#versions.delete(key)
    const changes = existed ? [{ key, name: 'ObjectRemoved:Delete', versionId: undefined }] : []
    return { response: undefined, changes }
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

function describe(version: Version | undefined): StoredObject | undefined {
  if (!version?.bytes) return undefined
  const { bytes, id, lastModifiedMs } = version
  const etag = bytes.inParts ? `${md5Of(bytes.name)}-2` : md5Of(bytes.name)
  const versionId = id === 'null' ? undefined : id
  const lastModified = Math.floor(lastModifiedMs / 1000) * 1000
  return { bytes, etag, sizeBytes: sizeOf(bytes.name), versionId, lastModifiedMs: lastModified }
}
