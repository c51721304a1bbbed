import { compareKeys } from '../../shared/model/key-order.ts'
import type { Source } from '../../shared/ports/source.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { observationOf } from '../simulation/rules.ts'
import type { ObjectStore } from '../simulation/services/object-store.ts'
import type { Moments } from './moments.ts'

const SCHEME = 'memory:'

/** The key of the object at a location that the port has told. */
export function keyAt(location: string): string {
  return location.slice(SCHEME.length)
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
    locate: (key) => moments.around('source.locate', key, () => `${SCHEME}${key}`),
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
