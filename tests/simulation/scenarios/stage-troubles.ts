import type { World } from '../world.ts'
import { put, type Scenario } from './scenario.ts'
import { expectEqual, expectFailures, HOUR_MS, MINUTE_MS, objects, SECOND_MS, timeline } from './timeline.ts'

/** A minute until the next look, and what then is sent. */
const GOES_ON_MS = MINUTE_MS + 20 * SECOND_MS

/** What may befall a whole stage, until a time. */
const TROUBLES: readonly (readonly [string, (world: World, untilMs: number) => void])[] = [
  ['Cloudinary is down', (world, untilMs) => Object.assign(world, { outageUntilMs: untilMs })],
  ['S3 answers 403 to everything', (world, untilMs) => Object.assign(world, { forbiddenUntilMs: untilMs })],
  ['the bucket policy is lost', (world, untilMs) => Object.assign(world, { unreadableUntilMs: untilMs })],
  ...(['cloudinary-401', 'cloudinary-403', 'cloudinary-420'] as const).map(
    (refusal) =>
      [
        `the account is answered ${refusal.slice(-3)} to everything`,
        (world: World, untilMs: number) => Object.assign(world, { refusal, refusedUntilMs: untilMs }),
      ] as const,
  ),
]

/** The whole stage is in trouble for an hour: nothing is dead, nothing counted, and all goes on within a minute after it. */
const HOURS: readonly Scenario[] = TROUBLES.flatMap(([name, begin]) =>
  [
    // Two of the first three keys have failed before anybody could know.
    { of: 'twenty keys', writes: objects(20, 'many', 2 * MINUTE_MS), failuresMax: 6 },
    { of: 'twenty keys at once', writes: objects(20, 'many', 10), failuresMax: 2 },
    // A minute's tries, until the next look.
    { of: 'one key', writes: objects(1, 'one', 0), failuresMax: 6 },
  ].map(({ of, writes, failuresMax }) => ({
    name: `${name} for an hour, and ${of} change`,
    first: { 'other.jpg': 'c0' },
    prepare: (world: World) => begin(world, world.nowMs + HOUR_MS),
    steps: timeline([
      ...writes,
      [HOUR_MS - SECOND_MS, expectFailures(failuresMax)],
      [HOUR_MS + GOES_ON_MS, expectEqual(`${GOES_ON_MS / SECOND_MS} s after it has ended`)],
    ]),
    identities: {},
    mutationsMax: writes.length,
    isOnlyItself: true,
  })),
)

/** Troubles that are short, and that come between failures of a key's own. */
const SHORT: readonly Scenario[] = [
  {
    name: 'S3 answers 403 to everything for three minutes: no pause outlasts that for long',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      world.forbiddenUntilMs = world.nowMs + 3 * MINUTE_MS
    },
    steps: timeline([
      ...objects(20, 'many', 10),
      [3 * MINUTE_MS + GOES_ON_MS, expectEqual(`${GOES_ON_MS / SECOND_MS} s after it has ended`)],
    ]),
    identities: {},
    mutationsMax: 20,
    isOnlyItself: true,
  },
  {
    name: 'a key fails for its own sake before and after an hour of S3`s trouble: it has all its tries',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      const healsMs = world.nowMs + HOUR_MS + 5 * MINUTE_MS
      world.refuses = ({ kind }) => (kind === 'upload' && world.nowMs < healsMs ? 'unreadable' : undefined)
    },
    steps: timeline([
      [0, put('a.jpg', 'c1')],
      [26 * MINUTE_MS, (world) => Object.assign(world, { forbiddenUntilMs: world.nowMs + 34 * MINUTE_MS })],
      [27 * MINUTE_MS, put('b.jpg', 'c2')],
    ]),
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 2,
    isOnlyItself: true,
  },
]

/** What befalls a whole stage. */
export const STAGE_TROUBLES: readonly Scenario[] = [...HOURS, ...SHORT]
