import { put, remove, type Scenario } from './scenario.ts'

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
  ...[40, 160, 280, 400, 520].map((afterMs) => ({
    name: `versioned: a version that is put over another ${afterMs} ms after it, and removed again`,
    versioning: 'on' as const,
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', 'c2')],
      [3000 + afterMs, put('a.jpg', 'c3')],
      [60, { kind: 'delete-version', key: 'a.jpg', index: -1 }],
    ] as const,
    identities: { a: 'a' },
    mutationsMax: 4,
  })),
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
