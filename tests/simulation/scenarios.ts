import { readMessage } from '../../shared/event/read-message.ts'
import { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { judge } from './oracle.ts'
import type { StoreRequest } from './services/object-store.ts'
import { BUCKET, type Fate, World } from './world.ts'

/** A story without chance: what is there first, what then happens, and which keys must have which asset in the end. */
export interface Scenario {
  readonly name: string
  /** Keys and the names of their contents. */
  readonly first: Readonly<Record<string, string>>
  /** Writes, each that many milliseconds after the one before. */
  readonly steps: readonly (readonly [number, StoreRequest])[]
  /** Public IDs in the end, each with the public ID whose asset it must have been in the beginning. */
  readonly identities: Readonly<Record<string, string>>
  /** Mutations that the steps may cost. */
  readonly mutationsMax: number
  /** Objects that must end in the dead-letter queue; none where it is left out. */
  readonly deadLetters?: number
  readonly versioning?: 'on' | 'suspended'
}

const put = (key: string, name: string): StoreRequest => ({ kind: 'put', key, bytes: { name, inParts: false } })
const putInParts = (key: string, name: string): StoreRequest => ({ kind: 'put', key, bytes: { name, inParts: true } })
const remove = (key: string): StoreRequest => ({ kind: 'delete', key })
const copy = (from: string, key: string): StoreRequest => ({ kind: 'copy', from, key })
const rename = (from: string, key: string, afterMs = 10) => [
  [afterMs, copy(from, key)] as const,
  [30, remove(from)] as const,
]
const tree = Array.from({ length: 500 }, (_, index) => index)

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'overwrite',
    first: { 'a.jpg': 'c1' },
    steps: [[0, put('a.jpg', 'c2')]],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'overwrite by DELE and STOR',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, remove('a.jpg')],
      [6000, put('a.jpg', 'c2')],
    ],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
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
    name: 'swap of A and B by way of a third name, slowly',
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [...rename('a.jpg', 'x.jpg'), ...rename('b.jpg', 'a.jpg', 4000), ...rename('x.jpg', 'b.jpg', 4000)],
    identities: { a: 'b', b: 'a' },
    mutationsMax: 6,
  },
  {
    name: 'two names of one stem: the second is refused',
    first: { 'a.jpg': 'c1' },
    steps: [[0, put('a.png', 'c2')]],
    identities: { a: 'a' },
    mutationsMax: 0,
    deadLetters: 1,
  },
  {
    name: 'versioned: a delete marker, and its removal, which restores the object',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, remove('a.jpg')],
      [3000, { kind: 'delete-version', key: 'a.jpg', index: 1 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 0,
  },
  {
    name: 'versioned: the removal of an old version leaves the asset alone',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', 'c2')],
      [15_000, { kind: 'delete-version', key: 'a.jpg', index: 0 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'versioned: the removal of the present version brings the old one back',
    versioning: 'on',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', 'c2')],
      [15_000, { kind: 'delete-version', key: 'a.jpg', index: 1 }],
    ],
    identities: { a: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'versioning suspended: overwrite and delete',
    versioning: 'suspended',
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [
      [0, put('a.jpg', 'c3')],
      [100, remove('b.jpg')],
    ],
    identities: { a: 'a' },
    mutationsMax: 2,
  },
  {
    name: 'temporary name, then the final one',
    first: { 'other.jpg': 'c0' },
    steps: [[0, put('a.jpg.filepart', 'c1')], ...rename('a.jpg.filepart', 'a.jpg', 2000)],
    identities: {},
    mutationsMax: 1,
  },
  {
    name: 'zero bytes, then content',
    first: { 'other.jpg': 'c0' },
    steps: [
      [0, put('a.jpg', '')],
      [5000, put('a.jpg', 'c1')],
    ],
    identities: {},
    mutationsMax: 1,
  },
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

/** Plays a scenario without faults, and returns what was not as it should be. */
export async function playScenario(scenario: Scenario): Promise<readonly string[]> {
  const { world, before, mutations } = await play(scenario)
  const after = assetIds(world)
  const moved = Object.entries(scenario.identities).filter(([now, then]) => after.get(now) !== before.get(then))
  return [
    ...faultsOf(world, scenario),
    ...moved.map(([now, then]) => `${now} is not the asset that ${then} was`),
    ...(mutations > scenario.mutationsMax ? [`${mutations} mutations, expected at most ${scenario.mutationsMax}`] : []),
  ]
}

/** Where a worker dies: at its n-th call to anything outside, before it is answered or after. */
export interface Crash {
  readonly call: number
  readonly when: 'before' | 'after'
}

/** Plays a scenario in which one worker dies, and returns what was not as it should be, or undefined if none came so far. */
export async function playCrash(scenario: Scenario, crash: Crash): Promise<readonly string[] | undefined> {
  let calls = 0
  const { world } = await play(scenario, (prepared) => {
    prepared.crashes = (when) => when === crash.when && ++calls === crash.call
  })
  return calls < crash.call ? undefined : faultsOf(world, scenario)
}

/** Plays a scenario in which the n-th request to Cloudinary meets a fate; undefined if there were fewer requests. */
export async function playFate(
  scenario: Scenario,
  request: number,
  fate: Fate,
): Promise<readonly string[] | undefined> {
  let requests = 0
  const { world } = await play(scenario, (prepared) => {
    prepared.fate = () => (++requests === request ? fate : 'answered')
  })
  return requests < request ? undefined : faultsOf(world, scenario)
}

async function play(scenario: Scenario, prepare: (world: World) => void = () => undefined) {
  const world = new World({ seed: 1, faultScale: 0, versioning: scenario.versioning ?? 'off' })
  const lambda = new Lambda(world, 5)
  for (const [key, name] of Object.entries(scenario.first)) write(world, put(key, name))
  await rest(world, lambda)
  const before = assetIds(world)
  const mutations = world.mutations
  prepare(world)
  let atMs = 0
  for (const [afterMs, request] of scenario.steps) {
    atMs += afterMs
    world.scheduler.after(atMs, () => write(world, request))
  }
  await world.scheduler.run(() => false, world.nowMs + atMs)
  await rest(world, lambda)
  return { world, before, mutations: world.mutations - mutations }
}

function faultsOf(world: World, { deadLetters = 0 }: Scenario): readonly string[] {
  const { divergent, lost, extra } = judge(world)
  // A worker that dies after it has sent a dead letter sends it again.
  const bodies = [...world.deadLetters.messages.values()].map(({ body }) => body)
  const found = new Set(bodies.flatMap((body) => readMessage(body, BUCKET).events.map(({ key }) => key))).size
  const dead = found === deadLetters ? [] : [`${found} dead letters, expected ${deadLetters}`]
  const waiting = world.queue.messages.size > 0 ? ['a message is still in the queue'] : []
  return [...divergent, ...lost, ...extra, ...world.violations, ...dead, ...waiting]
}

async function rest(world: World, lambda: Lambda): Promise<void> {
  // Events take their time before they are in the queue.
  await world.scheduler.run(() => false, world.nowMs + 5000)
  await world.scheduler.run(() => world.queue.messages.size === 0 && lambda.isIdle, world.nowMs + 4 * 3_600_000)
}

function assetIds(world: World): Map<string, string> {
  return new Map([...world.media.assets.values()].map(({ address, assetId }) => [address.publicId, assetId]))
}
