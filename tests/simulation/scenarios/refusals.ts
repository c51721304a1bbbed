import { nameOf } from '../services/table.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, remove, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const sweepNow = (world: World) => sweepOnce(world)
const hourlySweeps = (count: number) => Array.from({ length: count }, () => [HOUR_MS, sweepNow] as const)

/** What is refused is refused once, and tried again when what stood in its way may be gone. */
export const REFUSALS: readonly Scenario[] = [
  {
    name: 'Cloudinary cannot read one object for a day: it comes by itself when it can, its letter purged',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      world.refuses = ({ kind }) => (kind === 'upload' ? 'unreadable' : undefined)
    },
    steps: [
      [0, put('a.jpg', 'c1')],
      ...hourlySweeps(24),
      [
        HOUR_MS,
        (world) => {
          world.refuses = () => undefined
          world.deadLetters.messages.clear()
        },
      ],
      ...hourlySweeps(26),
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 1,
    isOnlyItself: true,
  },
  {
    name: 'a public ID is taken by another key, which then goes: the refused key comes by itself, and is told of once',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.png', 'c2')],
      ...hourlySweeps(5),
      [HOUR_MS, remove('a.jpg')],
      [DAY_MS, sweepNow],
      [HOUR_MS, () => undefined],
    ],
    identities: {},
    contents: { a: 'c2' },
    mutationsMax: 2,
    deadLetters: 1,
    isOnlyItself: true,
    check: ({ deadLetters }) => (deadLetters.messages.size === 1 ? [] : ['it is told of more than once']),
  },
  {
    name: 'a deletion that Cloudinary refuses is refused once, whatever sweeps follow',
    first: { 'a.jpg': 'c1' },
    prepare: (world) => {
      world.refuses = ({ kind }) => (kind === 'destroy' ? 'for good' : undefined)
    },
    steps: [[0, remove('a.jpg')], ...hourlySweeps(5), [HOUR_MS, () => undefined]],
    identities: { a: 'a' },
    mutationsMax: 0,
    deadLetters: 1,
    isOnlyItself: true,
    remains: ['a'],
    check: ({ deadLetters, swept }) => [
      ...(deadLetters.messages.size === 1 ? [] : ['it is told of more than once']),
      ...(swept.some((queued) => queued > 0) ? ['sweeps queue it again'] : []),
    ],
  },
  {
    name: 'a deletion that Cloudinary refuses keeps another key from its address: refused once, and it comes when that has gone',
    first: { 'a.jpg': 'c1' },
    prepare: (world) => {
      world.refuses = ({ kind }) => (kind === 'destroy' ? 'for good' : undefined)
    },
    steps: [
      [0, remove('a.jpg')],
      [60_000, put('a.png', 'c2')],
      ...hourlySweeps(5),
      [
        HOUR_MS,
        (world) => {
          world.media.assets.clear()
          world.refuses = () => undefined
        },
      ],
      ...hourlySweeps(26),
    ],
    identities: {},
    contents: { a: 'c2' },
    mutationsMax: 1,
    deadLetters: 2,
    isOnlyItself: true,
    check: ({ deadLetters }) => (deadLetters.messages.size === 2 ? [] : ['they are told of more than once']),
  },
  ...[{ schema: 99 }, { applied: { state: 'asset' } }].map((damage) => ({
    name: `a row ${'schema' in damage ? 'that newer code wrote' : 'that is damaged'} stops no sweep, and is left alone`,
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2', 'c.jpg': 'c3' },
    steps: [
      [
        0,
        (world: World) => {
          for (const row of world.table.rows.values())
            if (row.sort === 'a.jpg') world.table.rows.set(nameOf(row), { ...row, body: { ...row.body, ...damage } })
          // Its event is lost: only a sweep can find it.
          world.store.apply(world.nowMs, remove('c.jpg'))
          sweepOnce(world)
        },
      ] as const,
    ],
    identities: { a: 'a', b: 'b' },
    mutationsMax: 1,
    isOnlyItself: true as const,
  })),
  {
    name: 'fifty objects in the archive are queued by no sweep',
    first: { 'other.jpg': 'c0' },
    steps: [
      ...Array.from({ length: 50 }, (_, index) => {
        const bytes = { name: `c${index}`, inParts: false }
        return [0, { kind: 'put', key: `g/${index}.jpg`, bytes, archived: true }] as const
      }),
      ...hourlySweeps(3),
      [HOUR_MS, () => undefined],
    ],
    identities: {},
    mutationsMax: 0,
    isOnlyItself: true,
    check: ({ swept }) => (swept.some((queued) => queued > 0) ? [`sweeps queue ${swept.join(', ')} changes`] : []),
  },
]
