import { parseEntry } from '../../../shared/ledger/entry-schema.ts'
import { judge } from '../oracle.ts'
import { operatorsBreaker } from '../reconciler.ts'
import { redrive } from '../redrive.ts'
import { sweepOnce } from '../sweeper.ts'
import { BUCKET, type World } from '../world.ts'
import { type Happening, put, type Scenario } from './scenario.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
/** A minute until the next look, and what then is sent. */
const GOES_ON_MS = MINUTE_MS + 20 * SECOND_MS
/** Longer than any healthy file takes, and shorter than any pause for a trouble. */
const PROMPT_MS = 15 * SECOND_MS

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

/** Happenings at their times, in milliseconds from the beginning. */
function timeline(happenings: readonly (readonly [number, Happening])[]): Scenario['steps'] {
  const sorted = happenings.toSorted(([a], [b]) => a - b)
  return sorted.map(([atMs, happening], index) => [atMs - (sorted[index - 1]?.[0] ?? 0), happening] as const)
}

/** Breaks a promise where anything differs. */
function expectEqual(when: string): (world: World) => void {
  return (world) => {
    const { divergent, lost, extra } = judge(world)
    for (const text of [...divergent, ...lost, ...extra]) world.violations.push(`${when}: ${text}`)
  }
}

function expectMirrored(key: string, content: string): (world: World) => void {
  return (world) => {
    const isThere = [...world.media.assets.values()].some(({ bytes }) => bytes.name === content)
    if (!isThere) world.violations.push(`${key} is not mirrored after ${PROMPT_MS / SECOND_MS} s`)
  }
}

/** How often each key has failed by its entry. */
function failuresOf(world: World): readonly number[] {
  return world.table.partition(BUCKET).flatMap(({ body }) => parseEntry(body).failures?.count ?? [])
}

function expectFailures(most: number): (world: World) => void {
  return (world) => {
    const sum = failuresOf(world).reduce((total, count) => total + count, 0)
    if (sum > most) world.violations.push(`${sum} failures are counted for keys, expected at most ${most}`)
  }
}

/** Tries after 1, 2, 4, ... 64 seconds, and none more. */
function expectTries(world: World): void {
  expectFailures(8)(world)
  if (world.deadLetters.messages.size > 0) world.violations.push('all tries are used up within minutes')
}

const objects = (count: number, name: string, everyMs: number) =>
  Array.from({ length: count }, (_, index) => {
    return [index * everyMs, put(`${name}/${index}.jpg`, `${name}${index}`)] as const
  })

/** Healthy files, each of which is to be there soon. */
const healthy = objects(60, 'healthy', 5 * SECOND_MS).flatMap(([atMs, request], index) => [
  [atMs, request] as const,
  [atMs + PROMPT_MS, expectMirrored(`healthy/${index}.jpg`, `healthy${index}`)] as const,
])

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

/** What is a key's own trouble, however much it looks like the stage's: nobody else waits for it. */
const OWN: readonly Scenario[] = [
  {
    name: 'forty files that crash Cloudinary are refused, and no healthy file waits for them',
    first: { 'other.jpg': 'c0' },
    steps: timeline([...objects(40, 'crashing', 100), ...healthy]),
    identities: {},
    mutationsMax: 60,
    deadLetters: 40,
    isOnlyItself: true,
  },
  {
    name: 'one key`s signature is refused, and nobody else`s',
    first: { 'other.jpg': 'c0' },
    steps: timeline([...objects(1, 'unsigned', 0), ...healthy]),
    identities: {},
    mutationsMax: 60,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    name: 'S3 refuses five objects for their own sake: they are told of once, whatever sweeps follow',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      for (let index = 0; index < 5; index++) world.locked.add(`locked/${index}.jpg`)
    },
    steps: timeline([
      ...objects(5, 'locked', 100),
      ...healthy,
      ...Array.from({ length: 5 }, (_, hour) => [(hour + 2) * HOUR_MS, (world: World) => sweepOnce(world)] as const),
      [7 * HOUR_MS, () => undefined],
    ]),
    identities: {},
    mutationsMax: 60,
    deadLetters: 5,
    missing: Array.from({ length: 5 }, (_, index) => `locked/${index}.jpg`),
    isOnlyItself: true,
    check: ({ deadLetters }) => (deadLetters.messages.size === 5 ? [] : ['they are told of more than once']),
  },
  {
    name: 'ten messages of a key that fails are one try a pause',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      world.copiesAfterMs = Array.from({ length: 10 }, (_, index) => index * 700)
    },
    steps: timeline([...objects(1, 'flaky', 0), [3 * MINUTE_MS, expectTries], [2 * HOUR_MS, () => undefined]]),
    identities: {},
    mutationsMax: 0,
    uploadsMax: 12,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    name: 'a key that fails is tried at once where its object is another',
    first: { 'other.jpg': 'c0' },
    steps: timeline([
      [0, put('a.jpg', 'flaky')],
      [10 * MINUTE_MS, put('a.jpg', 'whole')],
      [10 * MINUTE_MS + PROMPT_MS, expectMirrored('a.jpg', 'whole')],
    ]),
    identities: {},
    contents: { a: 'whole' },
    mutationsMax: 1,
    isOnlyItself: true,
  },
  {
    name: 'a redrive that is put off while the queue is paused starts anew: one more failure refuses nothing',
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      world.locked.add('a.jpg')
    },
    steps: timeline([
      [0, put('a.jpg', 'c1')],
      [2 * HOUR_MS, (world) => void operatorsBreaker(world).pause('a move')],
      // Delivery goes on for a minute: the first is put off.
      [2 * HOUR_MS + SECOND_MS, redriveAll],
      [3 * HOUR_MS, failOnceAndResume],
    ]),
    identities: {},
    contents: { a: 'c1' },
    mutationsMax: 1,
    isOnlyItself: true,
  },
]

function redriveAll(world: World): void {
  if (redrive(world) === 0) world.violations.push('there is nothing to redrive')
}

function failOnceAndResume(world: World): void {
  let isFirst = true
  world.locked.clear()
  world.awsFate = (service) => {
    const isStruck = isFirst && service === 's3'
    if (isStruck) isFirst = false
    return isStruck ? 'refused' : 'answered'
  }
  void operatorsBreaker(world).resume()
}

export const STAGE_TROUBLES: readonly Scenario[] = [...HOURS, ...SHORT, ...OWN]
