import { operatorsBreaker } from '../reconciler.ts'
import { redrive } from '../redrive.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, type Scenario } from './scenario.ts'
import {
  expectMirrored,
  expectTries,
  HOUR_MS,
  healthy,
  MINUTE_MS,
  objects,
  PROMPT_MS,
  SECOND_MS,
  timeline,
} from './timeline.ts'

/** What is a key's own trouble, however much it looks like the stage's: nobody else waits for it. */
export const OWN_TROUBLES: readonly Scenario[] = [
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
    name: 'a redrive that is put off while the queue is paused starts again: one more failure refuses nothing',
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
