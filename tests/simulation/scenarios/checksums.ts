import { z } from 'zod'
import { sendRecords } from '../notifier.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, putInParts, rename, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000

const byKms = (world: World): void => {
  world.store.naming = { usesKms: true, keepsChecksums: true }
}

const withoutChecksums = (world: World): void => {
  world.store.naming = { usesKms: false, keepsChecksums: false }
}

/** The rows as they were written before content had other names than its ETag. */
const asBefore = (world: World): void => {
  for (const row of [...world.table.rows.values()]) {
    const { identity: _, rank: __, ...rest } = row
    const text = JSON.stringify(row.body, (key, value) => (/^(md5|checksum)$/.test(key) ? undefined : value))
    const body = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    world.table.apply(world.nowMs, { kind: 'write', row: { ...rest, body }, expected: row.revision })
  }
}

const isQueuedNowhere = ({ swept }: World) => (swept.some((queued) => queued > 0) ? ['a sweep finds a difference'] : [])

const STORIES: readonly Scenario[] = [
  {
    name: 'an object in parts is renamed: its copy has another ETag',
    first: { 'a.jpg': 'c1' },
    firstInParts: true,
    steps: rename('a.jpg', 'b.jpg', 60_000),
    identities: { b: 'a' },
    mutationsMax: 2,
    uploadsMax: 0,
  },
  {
    name: 'an object by KMS is renamed, and renamed again',
    first: { 'a.jpg': 'c1' },
    arrange: byKms,
    steps: [...rename('a.jpg', 'b.jpg', 60_000), ...rename('b.jpg', 'c.jpg', 60_000)],
    identities: { c: 'a' },
    mutationsMax: 4,
    uploadsMax: 0,
    // What trouble can do at each call of a rename, other stories show.
    isOnlyItself: true,
  },
  {
    name: 'an object of which S3 keeps no checksum is uploaded in parts and renamed: its asset`s MD5 tells',
    first: { 'a.jpg': 'c1' },
    firstInParts: true,
    arrange: withoutChecksums,
    steps: rename('a.jpg', 'b.jpg', 60_000),
    identities: { b: 'a' },
    mutationsMax: 2,
    uploadsMax: 0,
  },
  {
    name: 'the same bytes come once more, in one piece: no byte is sent',
    first: { 'a.jpg': 'c1' },
    firstInParts: true,
    steps: [[60_000, put('a.jpg', 'c1')]],
    identities: { a: 'a' },
    mutationsMax: 1,
    uploadsMax: 0,
  },
  {
    name: 'other bytes come in parts',
    first: { 'a.jpg': 'c1' },
    firstInParts: true,
    steps: [[60_000, putInParts('a.jpg', 'c2')]],
    identities: { a: 'a' },
    contents: { a: 'c2' },
    mutationsMax: 1,
  },
]

/** Objects whose ETag says nothing of their bytes: a copy has another one. */
export const CHECKSUMS: readonly Scenario[] = [
  ...STORIES,
  ...STORIES.map((story): Scenario => {
    const name = `${story.name}, and a sweep finds no difference`
    const steps = [...story.steps, [HOUR_MS, (world: World) => sweepOnce(world)] as const]
    return { ...story, name, steps, check: isQueuedNowhere, isOnlyItself: true }
  }),
  {
    name: 'a row that knows the ETag only serves a rename all the same, and no sweep finds a difference',
    first: { 'a.jpg': 'c1', 'other.jpg': 'c2' },
    prepare: asBefore,
    steps: [[0, (world) => sweepOnce(world)], ...rename('a.jpg', 'b.jpg', 60_000)],
    identities: { b: 'a', other: 'other' },
    mutationsMax: 2,
    uploadsMax: 0,
    check: isQueuedNowhere,
    isOnlyItself: true,
  },
  {
    name: 'a row that knows the ETag only learns the checksum when a worker looks at the object',
    first: { 'a.jpg': 'c1' },
    firstInParts: true,
    prepare: asBefore,
    steps: [[0, (world) => sendRecords(world, ['a.jpg'])], ...rename('a.jpg', 'b.jpg', 60_000)],
    identities: { b: 'a' },
    mutationsMax: 2,
    uploadsMax: 0,
    isOnlyItself: true,
  },
]
