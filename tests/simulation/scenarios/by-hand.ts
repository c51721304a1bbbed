import type { AssetAddress } from '../../../shared/model/address.ts'
import { TAGGED_RULES } from '../rules.ts'
import type { Bytes } from '../services/object-store.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, remove, rename, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000

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

/** An object whose event is lost is found by a sweep that takes over assets that are equal. */
const adopt = (key: string, name: string) => (world: World) => {
  world.store.apply(world.nowMs, put(key, name))
  sweepOnce(world, true)
}

/** What people do in the account, and what is then whose. */
export const BY_HAND: readonly Scenario[] = [
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
    name: 'an asset is replaced by hand by someone else`s, and then its object is overwritten: that one stays',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, replaceByHand('a', 'other', false)],
      [1000, put('a.jpg', 'c2')],
    ],
    identities: {},
    contents: { a: 'other' },
    taken: ['a'],
    mutationsMax: 0,
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
          adopt('a.jpg', 'c1')(world)
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
      [0, adopt('a.jpg', 'c1')],
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
      [0, adopt('a.jpg', 'c1')],
    ],
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 1,
    uploadsMax: 0,
    isOnlyItself: true,
  },
]
