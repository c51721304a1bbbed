import { Rules } from '../../../shared/rules/rules.ts'
import type { World } from '../world.ts'
import type { Scenario } from './scenario.ts'

const SOURCES = ['p1/', 'p2/', 'p3/']

/** Rules that put each source into one of these folders. */
function foldersOf(...folders: readonly string[]): Rules {
  return new Rules({ sources: folders.map((folder, index) => ({ prefix: SOURCES[index] ?? '', folder })) })
}

/** Rules that put two sources into one folder, each as a resource type of its own. */
function inOneFolder(...resourceTypes: readonly ('image' | 'raw')[]): Rules {
  const sources = resourceTypes.map((_, index) => ({ prefix: SOURCES[index] ?? '', folder: 'A' }))
  const rules = resourceTypes.map((resourceType, index) => ({ match: `${SOURCES[index]}**`, resourceType }))
  return new Rules({ sources, rules })
}

/** Other rules hold from now on, and something happens to each key. */
function follow(rules: Rules, ...keys: readonly string[]): Scenario['steps'] {
  const change = (world: World) => {
    world.rules = rules
    world.rulesHaveChanged = true
  }
  return [[0, change], ...keys.map((key) => [10, { kind: 'tag', key, tags: {} }] as const)]
}

/** Other rules want each asset where another one is. */
export const RINGS: readonly Scenario[] = [
  {
    name: 'two folders change places: each asset moves, and keeps its identity',
    rules: foldersOf('A', 'B'),
    first: { 'p1/x.jpg': 'c1', 'p2/x.jpg': 'c2' },
    steps: follow(foldersOf('B', 'A'), 'p1/x.jpg', 'p2/x.jpg'),
    identities: { 'B/x': 'A/x', 'A/x': 'B/x' },
    contents: { 'B/x': 'c1', 'A/x': 'c2' },
    // One goes by way of a third place.
    mutationsMax: 5,
    uploadsMax: 0,
  },
  {
    name: 'three folders change places in a ring',
    rules: foldersOf('A', 'B', 'C'),
    first: { 'p1/x.jpg': 'c1', 'p2/x.jpg': 'c2', 'p3/x.jpg': 'c3' },
    steps: follow(foldersOf('B', 'C', 'A'), 'p1/x.jpg', 'p2/x.jpg', 'p3/x.jpg'),
    identities: { 'B/x': 'A/x', 'C/x': 'B/x', 'A/x': 'C/x' },
    contents: { 'B/x': 'c1', 'C/x': 'c2', 'A/x': 'c3' },
    mutationsMax: 7,
    uploadsMax: 0,
    // What trouble can do at each call, the story of two folders shows.
    isOnlyItself: true,
  },
  {
    name: 'two change places in the other`s resource type: the new assets come before the old ones go',
    rules: inOneFolder('image', 'raw'),
    first: { 'p1/x.jpg': 'c1', 'p2/x.jpg': 'c2' },
    steps: follow(inOneFolder('raw', 'image'), 'p1/x.jpg', 'p2/x.jpg'),
    identities: {},
    contents: { 'A/x.jpg': 'c1', 'A/x': 'c2' },
    mutationsMax: 5,
    uploadsMax: 2,
    // What trouble can do at each call, the story of two folders shows.
    isOnlyItself: true,
  },
]
