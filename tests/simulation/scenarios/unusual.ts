import type { AssetAddress } from '../../../shared/model/address.ts'
import { sendRecords } from '../notifier.ts'
import { redrive } from '../redrive.ts'
import { TAGGED_RULES } from '../rules.ts'
import type { Bytes } from '../services/object-store.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, putInParts, remove, rename, type Scenario } from './scenario.ts'

const at = (publicId: string): AssetAddress => ({ resourceType: 'image', type: 'upload', publicId })
const bytes = (name: string): Bytes => ({ name, inParts: false })

/** Someone uploads another file over an asset in Cloudinary, which keeps its labels. */
const overwriteByHand = (publicId: string, name: string) => (world: World) => {
  const context = world.media.at(at(publicId))?.context ?? {}
  world.media.apply(world.nowMs, {
    kind: 'upload',
    address: at(publicId),
    bytes: bytes(name),
    context,
    overwrite: true,
  })
}

/** Someone deletes an asset in Cloudinary and makes another one in its place: with its labels, or without. */
const replaceByHand = (publicId: string, name: string, isLabelled: boolean) => (world: World) => {
  const context = isLabelled ? (world.media.at(at(publicId))?.context ?? {}) : {}
  world.media.apply(world.nowMs, { kind: 'destroy', address: at(publicId) })
  world.media.apply(world.nowMs, {
    kind: 'upload',
    address: at(publicId),
    bytes: bytes(name),
    context,
    overwrite: true,
  })
}

const HOUR_MS = 3_600_000

/** What people do in the account, what buckets and messages do seldom, and workers that are slow at the wrong moment. */
export const UNUSUAL: readonly Scenario[] = [
  {
    name: 'an asset is overwritten by hand, and then its object is tagged: the bytes come back',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, overwriteByHand('a', 'other')],
      [1000, { kind: 'tag', key: 'a.jpg', tags: { Keywords: 'sea' } }],
    ],
    identities: { a: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'an asset is replaced by hand by another one with its labels, and then its object is renamed',
    first: { 'a.jpg': 'c1' },
    steps: [[0, replaceByHand('a', 'other', true)], ...rename('a.jpg', 'b.jpg', 1000)],
    identities: {},
    mutationsMax: 3,
  },
  {
    name: 'an asset is replaced by hand by someone else`s, and then its object is renamed: that one is not overwritten',
    first: { 'a.jpg': 'c1' },
    steps: [[0, replaceByHand('a', 'other', false)], ...rename('a.jpg', 'b.jpg', 1000)],
    identities: {},
    contents: { b: 'other' },
    taken: ['b'],
    mutationsMax: 1,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    name: 'an asset is replaced by hand by someone else`s, and then its object is deleted: that one stays',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, replaceByHand('a', 'other', false)],
      [1000, remove('a.jpg')],
    ],
    identities: {},
    contents: { a: 'other' },
    mutationsMax: 0,
    isOnlyItself: true,
  },
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
  {
    name: 'equal bytes take nothing over: an asset that someone else made is refused, and stays',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, replaceByHand('a', 'c1', false)],
      [0, put('a.jpg', 'c1')],
      [HOUR_MS, remove('a.jpg')],
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 0,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    name: 'an asset of another stage is not even adopted by a sweep that is to adopt',
    first: { 'other.jpg': 'c0' },
    steps: [
      [
        0,
        (world) => {
          const context = { source_bucket: 'another', source_key: 'a.jpg' }
          const request = { kind: 'upload', address: at('a'), bytes: bytes('c1'), context, overwrite: true } as const
          world.media.apply(world.nowMs, request)
          world.store.apply(world.nowMs, put('a.jpg', 'c1'))
          sweepOnce(world, true)
        },
      ],
      [HOUR_MS, remove('a.jpg')],
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 0,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    name: 'an adopted asset stays when its object goes, also after a rename',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, replaceByHand('a', 'c1', false)],
      [
        0,
        (world) => {
          world.store.apply(world.nowMs, put('a.jpg', 'c1'))
          sweepOnce(world, true)
        },
      ],
      ...rename('a.jpg', 'b.jpg', HOUR_MS),
      [HOUR_MS, remove('b.jpg')],
    ],
    identities: {},
    contents: { b: 'c1' },
    remains: ['b'],
    mutationsMax: 3,
    isOnlyItself: true,
  },
  {
    name: 'a sweep that adopts finds an equal asset: it becomes the key`s without an upload',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, replaceByHand('a', 'c1', false)],
      [
        0,
        (world) => {
          // Its event is lost.
          world.store.apply(world.nowMs, put('a.jpg', 'c1'))
          sweepOnce(world, true)
        },
      ],
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 1,
    uploadsMax: 0,
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
    first: { 'a.jpg': 'c1' },
    prepare: (world) => {
      let requests = 0
      world.sendsAfterMs = () => (requests === 0 ? 100_000 : 0)
      world.fate = () => (requests++ === 0 ? 'stored-late' : 'answered')
      world.lateMs = 880_000
    },
    steps: [
      [0, put('a.jpg', 'c2')],
      [200_000, put('a.jpg', 'c3')],
      [HOUR_MS, () => undefined],
    ],
    identities: { a: 'a' },
    mutationsMax: 4,
    isOnlyItself: true,
  },
]
