import { TAGGED_RULES } from '../rules.ts'
import type { StoreRequest } from '../services/object-store.ts'
import { sweepOnce, sweepOnSchedule } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000

/** Something befalls an object, and S3's event of it is lost. */
const unnoticed = (request: StoreRequest) => (world: World) => void world.store.apply(world.nowMs, request)
const hourly = (world: World) => sweepOnSchedule(world, false)
const daily = (world: World) => sweepOnSchedule(world, true)

/** What sweeps on schedule and by operators find. */
export const SWEEPS: readonly Scenario[] = [
  {
    name: 'the event of new tags is lost: the daily look finds them, and the hourly sweeps after it nothing',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [
      [0, unnoticed({ kind: 'tag', key: 'a.jpg', tags: { Keywords: 'sea' } })],
      [HOUR_MS, hourly],
      [HOUR_MS, daily],
      [HOUR_MS, daily],
      [HOUR_MS, () => undefined],
    ],
    identities: { a: 'a', b: 'b' },
    mutationsMax: 1,
    isOnlyItself: true,
    check: ({ swept }) => (swept.join() === '0,1,0' ? [] : [`the sweeps queue ${swept.join()}`]),
  },
  {
    name: 'the event of a restore is lost: the daily look finds it',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, { kind: 'put', key: 'a.jpg', bytes: { name: 'c1', inParts: false }, archived: true }],
      [HOUR_MS, hourly],
      [HOUR_MS, unnoticed({ kind: 'restore', key: 'a.jpg' })],
      [HOUR_MS, hourly],
      [HOUR_MS, daily],
      [HOUR_MS, () => undefined],
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 1,
    isOnlyItself: true,
    check: ({ swept }) => (swept.join() === '0,0,1' ? [] : [`the sweeps queue ${swept.join()}`]),
  },
  ...['c1', 'other'].map((bytes) => ({
    name: `an object was refused for an asset of ${bytes === 'c1' ? 'equal' : 'other'} bytes: a sweep that adopts tries at once`,
    first: { 'b.jpg': 'c0' },
    steps: [
      [
        0,
        (world: World) => {
          const address = { resourceType: 'image', type: 'upload', publicId: 'a' } as const
          const made = { address, bytes: { name: bytes, inParts: false }, context: {}, overwrite: true }
          world.media.apply(world.nowMs, { kind: 'upload', ...made })
        },
      ] as const,
      [0, put('a.jpg', 'c1')] as const,
      [60_000, hourly] as const,
      [60_000, (world: World) => sweepOnce(world, true)] as const,
      [60_000, (world: World) => sweepOnce(world, true)] as const,
      [60_000, () => undefined] as const,
    ],
    identities: {},
    contents: { a: bytes },
    ...(bytes === 'c1' ? {} : { taken: ['a'] }),
    mutationsMax: 1,
    deadLetters: 1,
    isOnlyItself: true as const,
    check: ({ swept, deadLetters }: World) => [
      ...(swept.join() === (bytes === 'c1' ? '0,1,0' : '0,1,1') ? [] : [`the sweeps queue ${swept.join()}`]),
      ...(deadLetters.messages.size === 1 ? [] : ['it is told of more than once']),
    ],
  })),
]
