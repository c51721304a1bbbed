import type { StoreRequest } from './services/object-store.ts'

/** A story without chance: what is there first, what then happens, and which keys must have which asset in the end. */
export interface Scenario {
  readonly name: string
  /** Keys and the names of their contents. */
  readonly first: Readonly<Record<string, string>>
  /** Writes, each that many milliseconds after the one before. */
  readonly steps: readonly (readonly [number, StoreRequest])[]
  /** Public IDs in the end, each with the public ID whose asset it must have been in the beginning. */
  readonly identities: Readonly<Record<string, string>>
  /** Mutations that the steps may cost. */
  readonly mutationsMax: number
  /** Objects that must end in the dead-letter queue; none where it is left out. */
  readonly deadLetters?: number
  readonly versioning?: 'on' | 'suspended'
}

export const put = (key: string, name: string): StoreRequest => ({ kind: 'put', key, bytes: { name, inParts: false } })
const putInParts = (key: string, name: string): StoreRequest => ({ kind: 'put', key, bytes: { name, inParts: true } })
const remove = (key: string): StoreRequest => ({ kind: 'delete', key })
const copy = (from: string, key: string): StoreRequest => ({ kind: 'copy', from, key })
const rename = (from: string, key: string, afterMs = 10) => [
  [afterMs, copy(from, key)] as const,
  [30, remove(from)] as const,
]
const tree = Array.from({ length: 500 }, (_, index) => index)

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'overwrite',
    first: { 'a.jpg': 'c1' },
    steps: [[0, put('a.jpg', 'c2')]],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'overwrite by DELE and STOR',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, remove('a.jpg')],
      [6000, put('a.jpg', 'c2')],
    ],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'rename by copy and delete',
    first: { 'a.jpg': 'c1' },
    steps: rename('a.jpg', 'b.jpg'),
    identities: { b: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'rename by STOR of the new name and DELE of the old one, seconds later',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('b.jpg', 'c1')],
      [6000, remove('a.jpg')],
    ],
    identities: { b: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'rename by DELE of the old name and STOR of the new one, seconds later',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, remove('a.jpg')],
      [6000, put('b.jpg', 'c1')],
    ],
    identities: { b: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'rename of the case only',
    first: { 'A.JPG': 'c1' },
    steps: rename('A.JPG', 'a.jpg'),
    identities: { a: 'A' },
    mutationsMax: 2,
  },
  {
    name: 'rename of the extension only, which keeps the address',
    first: { 'a.jpg': 'c1' },
    steps: rename('a.jpg', 'a.png'),
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'a .jpg replaced by a .png of other content',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, remove('a.jpg')],
      [100, put('a.png', 'c2')],
    ],
    identities: {},
    mutationsMax: 2,
  },
  {
    name: 'chain A to B to C',
    first: { 'a.jpg': 'c1' },
    steps: [...rename('a.jpg', 'b.jpg'), ...rename('b.jpg', 'c.jpg', 3000)],
    identities: { c: 'a' },
    mutationsMax: 4,
  },
  {
    name: 'chain A to B to C, at once',
    first: { 'a.jpg': 'c1' },
    steps: [...rename('a.jpg', 'b.jpg'), ...rename('b.jpg', 'c.jpg')],
    identities: { c: 'a' },
    mutationsMax: 4,
  },
  // Whatever the moment: the new name may go just when its asset has moved to it.
  ...[200, 500, 1100, 1700].map((afterMs) => ({
    name: `rename, and the new name is deleted ${afterMs} ms later`,
    first: { 'a.jpg': 'c1' },
    steps: [...rename('a.jpg', 'b.jpg'), [afterMs, remove('b.jpg')] as const],
    identities: {},
    mutationsMax: 3,
  })),
  {
    name: 'swap of A and B by way of a third name, slowly',
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [...rename('a.jpg', 'x.jpg'), ...rename('b.jpg', 'a.jpg', 4000), ...rename('x.jpg', 'b.jpg', 4000)],
    identities: { a: 'b', b: 'a' },
    mutationsMax: 6,
  },
  {
    name: 'two names of one stem: the second is refused',
    first: { 'a.jpg': 'c1' },
    steps: [[0, put('a.png', 'c2')]],
    identities: { a: 'a' },
    mutationsMax: 0,
    deadLetters: 1,
  },
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
  // A key with a plus is pulled from a URL that names the version, which may be gone by then.
  ...[300, 420, 540, 2000].map((afterMs) => ({
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
  {
    name: 'temporary name, then the final one',
    first: { 'other.jpg': 'c0' },
    steps: [[0, put('a.jpg.filepart', 'c1')], ...rename('a.jpg.filepart', 'a.jpg', 2000)],
    identities: {},
    mutationsMax: 1,
  },
  {
    name: 'zero bytes, then content',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, put('a.jpg', '')],
      [5000, put('a.jpg', 'c1')],
    ],
    identities: {},
    mutationsMax: 1,
  },
  // Whatever the moment at which the content goes and comes back: Cloudinary may pull what is there for that moment only.
  ...Array.from({ length: 30 }, (_, index) => ({
    name: `content that is another for a moment, after ${250 + 15 * index} ms`,
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, put('a.jpg', 'c1')],
      [250 + 15 * index, put('a.jpg', 'c2')],
      [120, put('a.jpg', 'c1')],
    ] as const,
    identities: {},
    mutationsMax: 3,
  })),
  // The same for an object in parts, which is pulled when its second is over, and whose ETag says nothing of the bytes.
  ...Array.from({ length: 30 }, (_, index) => ({
    name: `content in parts that is another for a moment, after ${2900 + 40 * index} ms`,
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, putInParts('a.jpg', 'c1')],
      [2900 + 40 * index, putInParts('a.jpg', 'c2')],
      [120, putInParts('a.jpg', 'c1')],
    ] as const,
    identities: {},
    mutationsMax: 4,
  })),
  {
    name: 'a tree of 500 renamed',
    first: Object.fromEntries(tree.map((index) => [`old/${index}.jpg`, `t${index}`])),
    steps: [
      ...tree.map((index) => [1, copy(`old/${index}.jpg`, `new/${index}.jpg`)] as const),
      ...tree.map((index) => [1, remove(`old/${index}.jpg`)] as const),
    ],
    identities: Object.fromEntries(tree.map((index) => [`new/${index}`, `old/${index}`])),
    mutationsMax: 1000,
  },
]
