import { copy, put, remove, rename, type Scenario } from './scenario.ts'

const tree = Array.from({ length: 500 }, (_, index) => index)

/** Renames, which S3 shows as a copy and a delete, in either order. */
export const RENAMES: readonly Scenario[] = [
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
