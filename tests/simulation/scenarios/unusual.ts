import { sendRecords } from '../notifier.ts'
import { redrive } from '../redrive.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, putInParts, remove, rename, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000

/** What accounts, buckets and messages do seldom, and workers that are slow at the wrong moment. */
export const UNUSUAL: readonly Scenario[] = [
  {
    name: 'the bucket is gone for a minute, and nothing is destroyed',
    first: { 'a.jpg': 'c1' },
    steps: [
      [
        0,
        (world) => {
          world.hasBucket = false
          sendRecords(world, ['a.jpg'])
        },
      ],
      [
        60_000,
        (world) => {
          world.hasBucket = true
        },
      ],
    ],
    identities: { a: 'a' },
    mutationsMax: 0,
    isOnlyItself: true,
  },
  ...[false, true].flatMap((usesBackground) =>
    [false, true].map((isOverwrite) => ({
      name: `processing of 70 s, ${isOverwrite ? 'an overwrite' : 'a first upload'}, ${usesBackground ? 'finished in the background' : 'without a webhook'}`,
      first: { [isOverwrite ? 'a.jpg' : 'other.jpg']: 'c0' },
      prepare: (world: World) => {
        world.processingMs = () => 70_000
      },
      steps: [[0, put('a.jpg', 'c1')] as const, [2 * HOUR_MS, () => undefined] as const],
      identities: {},
      contents: { a: 'c1' },
      mutationsMax: 4,
      uploadsMax: 3,
      isOnlyItself: true as const,
      ...(usesBackground && { usesBackground }),
    })),
  ),
  {
    name: 'an upload in the background never ends: refused after the second',
    first: { 'other.jpg': 'c0' },
    usesBackground: true,
    prepare: (world) => {
      world.processingMs = () => 100 * HOUR_MS
    },
    steps: [
      [0, put('a.jpg', 'poison large')],
      [4 * HOUR_MS, () => undefined],
    ],
    identities: {},
    mutationsMax: 0,
    uploadsMax: 4,
    deadLetters: 1,
    isOnlyItself: true,
  },
  ...[false, true].map((inParts) => ({
    name: `an account that alters bytes takes a fresh file ${inParts ? 'in parts ' : ''}twice at most, and renames it`,
    first: { 'other.jpg': 'c0' },
    prepare: (world: World) => {
      world.media.altersBytes = true
    },
    steps: [
      [0, inParts ? putInParts('a.jpg', 'c1') : put('a.jpg', 'c1')] as const,
      [HOUR_MS, (world: World) => sweepOnce(world, true)] as const,
      ...(inParts ? [] : rename('a.jpg', 'b.jpg', HOUR_MS)),
    ],
    identities: {},
    contents: { [inParts ? 'a' : 'b']: 'c1' },
    mutationsMax: inParts ? 1 : 4,
    uploadsMax: inParts ? 1 : 2,
    isOnlyItself: true as const,
  })),
  {
    name: 'an account that alters bytes takes a file once that is older than a few seconds',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      world.media.altersBytes = true
    },
    steps: [
      [0, (world) => void world.store.apply(world.nowMs, put('a.jpg', 'c1'))],
      [5000, (world) => sendRecords(world, ['a.jpg'])],
      [HOUR_MS, (world) => sweepOnce(world, true)],
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 1,
    uploadsMax: 1,
    isOnlyItself: true,
  },
  {
    name: 'a file that keeps failing is refused, and refused again after a redrive',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, put('a.jpg', 'flaky1')],
      [1.5 * HOUR_MS, (world) => void redrive(world)],
      [1.5 * HOUR_MS, () => undefined],
    ],
    identities: {},
    mutationsMax: 0,
    // Twelve tries, and as many again.
    uploadsMax: 24,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    name: 'one message for a key that waits long and one that waits briefly: it comes back for the brief one',
    first: { 'a.jpg': 'c1' },
    steps: [
      [
        0,
        (world) => {
          world.store.apply(world.nowMs, remove('a.jpg'))
          world.store.apply(world.nowMs, putInParts('b.jpg', 'c2'))
          sendRecords(world, ['a.jpg', 'b.jpg'])
        },
      ],
    ],
    identities: {},
    mutationsMax: 2,
    isOnlyItself: true,
  },
  {
    name: 'a worker stands still before it sends, and its request is stored as late as can be',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      let requests = 0
      world.sendsAfterMs = () => (requests === 0 ? 100_000 : 0)
      world.fate = () => (requests++ === 0 ? 'stored-late' : 'answered')
      world.lateMs = 880_000
    },
    steps: [
      [0, put('a.jpg', 'c2')],
      [200_000, remove('a.jpg')],
      [HOUR_MS, () => undefined],
    ],
    identities: { other: 'other' },
    mutationsMax: 2,
    isOnlyItself: true,
  },
]
