import { redrive } from '../redrive.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, type Scenario } from './scenario.ts'
import { expectMirrored, HOUR_MS, MINUTE_MS, objects, PROMPT_MS, timeline } from './timeline.ts'

/** Six deliveries that never end, two of them unnoted and one among others, and the visibility timeout after each. */
const REFUSED_MS = 6 * 12 * MINUTE_MS + MINUTE_MS
/** At most three of these, and the key takes along none after them. */
const NEIGHBOURS_MS = 4 * 12 * MINUTE_MS + MINUTE_MS

const neighbours = objects(8, 'healthy', 0)
const expectNeighbours = neighbours.map(
  (_, index) => [NEIGHBOURS_MS, expectMirrored(`healthy/${index}.jpg`, `healthy${index}`)] as const,
)

/** What lets the worker hang or die before it can write a word of it: tried alone, and refused after a few tries. */
export const UNENDED: readonly Scenario[] = [
  ...['hanging', 'deadly'].flatMap((name): readonly Scenario[] => [
    {
      name: `a ${name} object is refused after three tries of its own`,
      first: { 'other.jpg': 'c0' },
      steps: timeline([
        [0, put('a.jpg', name)],
        [REFUSED_MS - 10 * MINUTE_MS, expectLetters(0)],
        [REFUSED_MS, expectLetters(1)],
      ]),
      identities: { other: 'other' },
      mutationsMax: 0,
      deadLetters: 1,
      isOnlyItself: true,
    },
    {
      name: `two ${name} objects in one batch with healthy ones: only they are refused, and the others do not wait for that`,
      first: { 'other.jpg': 'c0' },
      steps: timeline([...objects(2, name, 0), ...neighbours, ...expectNeighbours, [3 * REFUSED_MS, expectLetters(2)]]),
      identities: { other: 'other' },
      mutationsMax: 8,
      deadLetters: 2,
      isOnlyItself: true,
    },
    {
      name: `a ${name} object that was refused is mirrored at once when it is overwritten by a good one`,
      first: { 'a.jpg': 'c0' },
      steps: timeline([
        [0, put('a.jpg', name)],
        [REFUSED_MS, expectLetters(1)],
        [2 * HOUR_MS, put('a.jpg', 'good')],
        [2 * HOUR_MS + PROMPT_MS, expectMirrored('a.jpg', 'good')],
      ]),
      identities: { a: 'a' },
      contents: { a: 'good' },
      mutationsMax: 1,
      deadLetters: 1,
      isOnlyItself: true,
    },
    {
      name: `a ${name} object that is overwritten by a good one between its tries is not refused`,
      first: { 'a.jpg': 'c0' },
      steps: timeline([
        [0, put('a.jpg', name)],
        [70 * MINUTE_MS, put('a.jpg', 'good')],
        [70 * MINUTE_MS + PROMPT_MS, expectMirrored('a.jpg', 'good')],
      ]),
      identities: { a: 'a' },
      contents: { a: 'good' },
      mutationsMax: 1,
      isOnlyItself: true,
    },
  ]),
  {
    name: 'a hanging object is told of once, whatever sweeps follow, and once more when it is redriven',
    first: { 'other.jpg': 'c0' },
    steps: timeline([
      [0, put('a.jpg', 'hanging')],
      ...Array.from({ length: 12 }, (_, hour) => [(hour + 2) * HOUR_MS, (world: World) => sweepOnce(world)] as const),
      [14 * HOUR_MS, expectLetters(1)],
      [14 * HOUR_MS, (world) => void redrive(world)],
      [16 * HOUR_MS, expectLetters(1)],
    ]),
    identities: { other: 'other' },
    mutationsMax: 0,
    deadLetters: 1,
    isOnlyItself: true,
  },
  {
    // A number of which what a round of tries asks for is no divisor: else each round would end with the same key.
    name: 'workers that die at every thirty-sixth call, whatever key it is for, get no key refused',
    first: { 'other.jpg': 'c0' },
    prepare: dieAtCall(36),
    steps: timeline([...objects(40, 'healthy', 0), [6 * HOUR_MS, expectLetters(0)]]),
    identities: { other: 'other' },
    // A death after the answer costs a key one more.
    mutationsMax: 80,
    isOnlyItself: true,
  },
]

function expectLetters(count: number): (world: World) => void {
  return ({ deadLetters, violations }) => {
    const codes = [...deadLetters.messages.values()].map(({ attributes }) => attributes.RejectionCode)
    const found = codes.filter((code) => code === 'never-ended').length
    if (found !== count || codes.length !== count)
      violations.push(`expected ${count} dead letters with never-ended, found ${codes.join(', ') || 'none'}`)
  }
}

/** Lets a worker die at every n-th call, for two hours. */
function dieAtCall(number: number): (world: World) => void {
  return (world) => {
    const untilMs = world.nowMs + 2 * HOUR_MS
    let calls = 0
    world.crashes = (when) => when === 'after' && world.nowMs < untilMs && ++calls % number === 0
  }
}
