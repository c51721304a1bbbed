import { compareKeys } from '../../shared/model/key-order.ts'
import type { Location, Source } from '../../shared/ports/source.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { observationOf } from '../simulation/rules.ts'
import type { ObjectStore, StoredObject } from '../simulation/services/object-store.ts'
import { MemoryBytes } from './memory-bytes.ts'
import type { Moments } from './moments.ts'

/** The object at a location that the port has told: what the key has now, or the version that the location names. */
export function objectAt(store: ObjectStore, location: Location): StoredObject | undefined {
  if (location instanceof MemoryBytes) return location.read()
  if (typeof location !== 'string') throw new Error('expected a location of this bucket')
  const [, versionId, key = ''] = /^memory:(?:(v\d+)@)?(.*)$/s.exec(location) ?? []
  return versionId === undefined ? store.head(key) : store.headVersion(key, versionId)
}

/** The port onto a bucket in memory. */
export function memorySource(store: ObjectStore, rules: Rules, moments: Moments): Source {
  return {
    observe: (key) =>
      moments.around('source.observe', key, () => {
        const found = store.head(key)
        return found ? observationOf(rules, key, found) : { state: 'absent' }
      }),
    confirmBucket: () => moments.around('source.confirmBucket', '', () => undefined),
    transfer: undefined,
    locate: (key, object, transfer) => {
      if (transfer === 'stream') return moments.around('source.locate', key, () => new MemoryBytes(store, key, object))
      const { versionId } = object
      const version = transfer === 'presigned' && versionId !== undefined ? `${versionId}@` : ''
      return moments.around('source.locate', key, () => `memory:${version}${key}`)
    },
    list: (after, most, prefix = '') =>
      moments.around('source.list', prefix, () => {
        const keys = store
          .keys()
          .filter((key) => key.startsWith(prefix) && (after === undefined || compareKeys(key, after) > 0))
        const items = keys.slice(0, most).flatMap((key) => {
          const object = store.head(key)
          if (!object) return []
          // A listing shows neither checksums nor whether an ETag is an MD5.
          const { etag, sizeBytes, lastModifiedMs } = object
          return [{ key, etag, sizeBytes, lastModifiedMs }]
        })
        return { items, isLast: keys.length <= most }
      }),
  }
}
