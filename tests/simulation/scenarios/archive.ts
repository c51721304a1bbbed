import type { StoreRequest } from '../services/object-store.ts'
import { put, remove, type Scenario } from './scenario.ts'

const putArchived = (key: string, name: string): StoreRequest => ({
  kind: 'put',
  key,
  bytes: { name, inParts: false },
  archived: true,
})
const archive = (key: string): StoreRequest => ({ kind: 'archive', key })
const restore = (key: string): StoreRequest => ({ kind: 'restore', key })
const expire = (key: string): StoreRequest => ({ kind: 'expire', key })

/** Objects in an archive class, whose bytes nobody can read until they are restored. */
export const ARCHIVE: readonly Scenario[] = [
  {
    name: 'archived for good: nothing is tried, and nothing is refused',
    first: { 'other.jpg': 'c0' },
    steps: [[0, putArchived('a.jpg', 'c1')]],
    identities: {},
    mutationsMax: 0,
  },
  {
    name: 'archived from the start, then restored',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, putArchived('a.jpg', 'c1')],
      [20_000, restore('a.jpg')],
    ],
    identities: {},
    mutationsMax: 1,
  },
  {
    name: 'archived, restored, and archived again: the asset stays',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, putArchived('a.jpg', 'c1')],
      [20_000, restore('a.jpg')],
      [20_000, expire('a.jpg')],
    ],
    identities: {},
    mutationsMax: 1,
  },
  {
    name: 'archived by a lifecycle rule: the asset stays',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, archive('a.jpg')],
      [20_000, restore('a.jpg')],
      [20_000, expire('a.jpg')],
    ],
    identities: { a: 'a' },
    mutationsMax: 0,
  },
  {
    name: 'archived, overwritten in the archive, restored: one asset throughout',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, archive('a.jpg')],
      [20_000, putArchived('a.jpg', 'c2')],
      [20_000, restore('a.jpg')],
    ],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'archived, and deleted',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, archive('a.jpg')],
      [20_000, remove('a.jpg')],
    ],
    identities: {},
    mutationsMax: 1,
  },
  // Whatever the moment: before the event has come, before the pull, after it.
  ...[200, 460, 900].map((afterMs) => ({
    name: `archived ${afterMs} ms after it came, restored later`,
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, put('a.jpg', 'c1')],
      [afterMs, archive('a.jpg')],
      [20_000, restore('a.jpg')],
    ] as const,
    identities: {},
    mutationsMax: 1,
  })),
]
