import type { World } from '../world.ts'
import { put, remove, type Scenario } from './scenario.ts'

/** The next time that Cloudinary reads the key another version is there, and gone right after. S3 tells of neither. */
function replaceWhileRead(key: string, name: string) {
  return (world: World) => {
    world.onPull = (pulled) => {
      if (pulled !== key) return
      world.onPull = () => undefined
      world.store.apply(world.nowMs, put(key, name))
      world.scheduler.after(1, () => world.store.apply(world.nowMs, { kind: 'delete-version', key, index: -1 }))
    }
  }
}

/** Buckets that keep versions. */
export const VERSIONS: readonly Scenario[] = [
  {
    name: 'versioned: a delete marker, and its removal, which restores the object',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, remove('a.jpg')],
      [3000, { kind: 'delete-version', key: 'a.jpg', index: 1 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 0,
  },
  {
    name: 'versioned: the removal of an old version leaves the asset alone',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', 'c2')],
      [15_000, { kind: 'delete-version', key: 'a.jpg', index: 0 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'versioned: the removal of the present version brings the old one back',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', 'c2')],
      [15_000, { kind: 'delete-version', key: 'a.jpg', index: 1 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'versioned: the same content in a new version, which is removed again',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', 'c1')],
      [700, { kind: 'delete-version', key: 'a.jpg', index: -1 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 2,
  },
  // A key with a plus is pulled from a URL that names the version, which may be gone by then.
  ...[300, 420, 540].map((afterMs) => ({
    name: `versioned, pinned: a version that is removed again after ${afterMs} ms`,
    versioning: 'on' as const,
    first: { 'a+b.jpg': 'c1' },
    steps: [
      [0, put('a+b.jpg', 'c2')],
      [afterMs, { kind: 'delete-version', key: 'a+b.jpg', index: -1 }],
    ] as const,
    identities: { 'a＋b': 'a＋b' },
    mutationsMax: 2,
  })),
  {
    name: 'versioned: another version is put over an object just before it is read, and removed just after',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    // A copy waits until it is older than any doubt about its date.
    steps: [
      [0, replaceWhileRead('b.jpg', 'c2')],
      [0, put('b.jpg', 'c1')],
    ],
    identities: { a: 'a' },
    contents: { a: 'c1', b: 'c1' },
    mutationsMax: 2,
    isOnlyItself: true,
  },
  {
    name: 'versioning suspended: overwrite and delete',
    versioning: 'suspended',
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [
      [0, put('a.jpg', 'c3')],
      [100, remove('b.jpg')],
    ],
    identities: { a: 'a' },
    mutationsMax: 2,
  },
]
