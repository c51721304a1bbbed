import { put, remove, rename, type Scenario } from './scenario.ts'

/** Files that come, change and go, one at a time. */
export const WRITES: readonly Scenario[] = [
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
    name: 'two names of one stem: the second is refused',
    first: { 'a.jpg': 'c1' },
    steps: [[0, put('a.png', 'c2')]],
    identities: { a: 'a' },
    mutationsMax: 0,
    deadLetters: 1,
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
]
