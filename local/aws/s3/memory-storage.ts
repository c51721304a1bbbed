import type { Storage } from './storage.ts'

/** Keeps bodies until the process ends, and nothing else. */
export function createMemoryStorage(): Storage {
  const buckets = new Map<string, Map<string, Buffer>>()
  return {
    saveBucket: ({ name }) => {
      if (!buckets.has(name)) buckets.set(name, new Map())
    },
    removeBucket: (name) => buckets.delete(name),
    saveObject: (bucket, { key }, body) => buckets.get(bucket)?.set(key, body),
    saveTags: () => {},
    removeObject: (bucket, key) => buckets.get(bucket)?.delete(key),
    readBody: (bucket, key) => buckets.get(bucket)?.get(key) ?? Buffer.alloc(0),
    load: () => [],
  }
}
