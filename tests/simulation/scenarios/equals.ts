import { Rules } from '../../../shared/rules/rules.ts'
import type { AwsService, World } from '../world.ts'
import { copy, put, remove, rename, type Scenario } from './scenario.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'))
const allOf = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 'same']))
const publicIdOf = (key: string) => key.replace(/\.jpg$/, '')

const keepsAll = new Rules({ defaults: { onDelete: 'keep' } })

/** How a tree is renamed: file by file, or by deletes that begin when all has been copied, each so long after the one before. */
type Way = 'file by file' | { readonly deletesEveryMs: number }

/** A tree of equal files, of which each keeps its own asset. */
function tree(name: string, pathOf: (number: string) => string, way: Way, indexLagMs = 0): Scenario {
  const moves = numbers(50).map((number) => ({ from: `old/${pathOf(number)}`, to: `new/${pathOf(number)}` }))
  const steps =
    way === 'file by file'
      ? moves.flatMap(({ from, to }) => rename(from, to))
      : [
          ...moves.map(({ from, to }) => [5, copy(from, to)] as const),
          ...moves.map(({ from }) => [way.deletesEveryMs, remove(from)] as const),
        ]
  return {
    name: `${name}, ${way === 'file by file' ? way : `all copies first, then a delete every ${way.deletesEveryMs} ms`}, the index ${indexLagMs} ms behind`,
    first: allOf(moves.map(({ from }) => from)),
    prepare: (world) => {
      world.indexLagMs = indexLagMs
    },
    steps: [[MINUTE_MS, () => undefined], ...steps],
    identities: Object.fromEntries(moves.map(({ from, to }) => [publicIdOf(to), publicIdOf(from)])),
    mutationsMax: 2 * moves.length,
    uploadsMax: 0,
    isOnlyItself: true,
  }
}

/** How often a service was called since the story began, by world. */
const calls = new WeakMap<World, Map<AwsService, number>>()

function countCalls(world: World): void {
  const counts = new Map<AwsService, number>()
  calls.set(world, counts)
  world.awsFate = (service) => {
    counts.set(service, (counts.get(service) ?? 0) + 1)
    return 'answered'
  }
}

const callsMax = (most: Partial<Record<AwsService, number>>) => (world: World) =>
  Object.entries(most).flatMap(([service, max]) => {
    const count = [...(calls.get(world) ?? [])].find(([name]) => name === service)?.[1] ?? 0
    return count > max ? [`${count} calls to ${service}, expected at most ${max}`] : []
  })

/** Files of one content under many names: which of them a new name continues. */
export const EQUALS: readonly Scenario[] = [
  {
    name: 'two equal files of different resource types: one goes, and the other one is renamed',
    first: { 'a.txt': 'same', 'b.jpg': 'same' },
    steps: [[MINUTE_MS, remove('a.txt')], ...rename('b.jpg', 'c.jpg')],
    identities: { c: 'b' },
    mutationsMax: 3,
    uploadsMax: 0,
    // What trouble can do at each call of a rename, other stories show.
    isOnlyItself: true,
  },
  ...[5, 25, 60].map((count): Scenario => {
    const moved = `set/${numbers(count)[Math.floor(count / 2)]}/placeholder.jpg`
    return {
      name: `${count} equal files, and one of them gets a name like no other`,
      first: allOf(numbers(count).map((number) => `set/${number}/placeholder.jpg`)),
      steps: rename(moved, 'zz/new.jpg', MINUTE_MS),
      identities: { 'zz/new': publicIdOf(moved) },
      mutationsMax: 2,
      uploadsMax: 0,
      isOnlyItself: true,
    }
  }),
  {
    name: 'sixty equal files, and one of them gets another name in its folder',
    first: allOf(numbers(60).map((number) => `set/${number}/placeholder.jpg`)),
    steps: rename('set/031/placeholder.jpg', 'set/031/cover.jpg', MINUTE_MS),
    identities: { 'set/031/cover': 'set/031/placeholder' },
    mutationsMax: 2,
    uploadsMax: 0,
    isOnlyItself: true,
  },
  ...(['file by file', { deletesEveryMs: 5 }, { deletesEveryMs: 60 }] as const).flatMap((way) =>
    [0, 500].flatMap((lagMs) => [
      tree('50 equal files in a folder that is renamed', (number) => `${number}.jpg`, way, lagMs),
      tree(
        '50 folders with an equal file of one name in a tree that is renamed',
        (number) => `${number}/p.jpg`,
        way,
        lagMs,
      ),
    ]),
  ),
  {
    name: 'a hundred equal files, and one more: how much is read does not depend on how many there are',
    first: allOf(numbers(100).map((number) => `set/${number}.jpg`)),
    prepare: countCalls,
    steps: [[MINUTE_MS, put('set/new.jpg', 'same')]],
    identities: {},
    contents: { 'set/new': 'same' },
    mutationsMax: 1,
    check: callsMax({ s3: 30, dynamodb: 90 }),
    isOnlyItself: true,
  },
  {
    name: 'an equal file of that base name stays, and another one is renamed to it',
    first: { 'a/cover.jpg': 'same', 'b/old.jpg': 'same' },
    steps: rename('b/old.jpg', 'c/cover.jpg', MINUTE_MS),
    identities: { 'c/cover': 'b/old', 'a/cover': 'a/cover' },
    mutationsMax: 2,
    uploadsMax: 0,
  },
  ...[5000, 8000].map(
    (afterMs): Scenario => ({
      name: `the same, where the old name has gone ${afterMs} ms before`,
      first: { 'a/cover.jpg': 'same', 'b/old.jpg': 'same' },
      steps: [
        [MINUTE_MS, remove('b/old.jpg')],
        [afterMs, put('c/cover.jpg', 'same')],
      ],
      identities: { 'c/cover': 'b/old', 'a/cover': 'a/cover' },
      mutationsMax: 2,
      uploadsMax: 0,
      isOnlyItself: true,
    }),
  ),
  {
    name: 'a kept asset is not taken by an equal file that comes a month later',
    rules: keepsAll,
    first: { '2025/a.jpg': 'same' },
    steps: [
      [MINUTE_MS, remove('2025/a.jpg')],
      [30 * DAY_MS, put('2026/b.jpg', 'same')],
    ],
    identities: { '2025/a': '2025/a' },
    contents: { '2026/b': 'same' },
    mutationsMax: 1,
    remains: ['2025/a'],
    isOnlyItself: true,
  },
  {
    name: 'a rename under rules that keep assets: the old one stays, the new name gets its own at once',
    rules: keepsAll,
    first: { 'a.jpg': 'same' },
    steps: rename('a.jpg', 'b.jpg', MINUTE_MS),
    identities: { a: 'a' },
    contents: { b: 'same' },
    mutationsMax: 1,
    remains: ['a'],
    isOnlyItself: true,
  },
]
