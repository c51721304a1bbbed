import { TransientError } from '../../shared/model/errors.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import type { ObjectBytes } from '../../shared/ports/source.ts'
import type { ObjectStore, StoredObject } from '../simulation/services/object-store.ts'

/** The bytes of an object of a bucket in memory, whose contents have names only. */
export class MemoryBytes implements ObjectBytes {
  readonly name: string
  readonly sizeBytes: number
  readonly md5: string | undefined
  /** Finds the object, if it is still the same. */
  readonly find: () => StoredObject | undefined

  constructor(store: ObjectStore, key: string, { etag, etagIsMd5, sizeBytes, versionId }: ObservedObject) {
    this.name = key
    this.sizeBytes = sizeBytes
    this.md5 = etagIsMd5 ? etag : undefined
    this.find = () => {
      const object = versionId === undefined ? store.head(key) : store.headVersion(key, versionId)
      return object?.etag === etag ? object : undefined
    }
  }

  /** What is thrown where it is not. */
  missing(): never {
    throw new TransientError('moving', 'the object has changed', { kind: 'waiting' })
  }

  /** The object as it is when its bytes are read. */
  read(): StoredObject {
    return this.find() ?? this.missing()
  }

  async open(): Promise<AsyncIterable<Uint8Array>> {
    const { name } = this.read().bytes
    return (async function* () {
      yield Buffer.from(name)
    })()
  }
}
