import { put, putInParts, type Scenario } from './scenario.ts'

/** Content that is another for a moment only. */
export const MOMENTS: readonly Scenario[] = [
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
]
