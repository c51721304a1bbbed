import { sendRecords } from '../notifier.ts'
import { redrive } from '../redrive.ts'
import { nameOf } from '../services/table.ts'
import { sweepOnce } from '../sweeper.ts'
import { BUCKET, type World } from '../world.ts'
import { copy, put, remove, rename, type Scenario } from './scenario.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** What a row can have come to be: of newer code, or something that nobody can read. */
const DAMAGES = [
  { name: 'that newer code wrote', body: { schema: 99 } },
  { name: 'that is damaged', body: { applied: { state: 'asset' } } },
] as const

const damage = (key: string, body: object) => (world: World) => {
  const row = world.table.rows.get(nameOf({ partition: BUCKET, sort: key }))
  if (row) world.table.rows.set(nameOf(row), { ...row, body: { ...row.body, ...body } })
}

const removeRow = (key: string) => (world: World) => {
  const id = { partition: BUCKET, sort: key }
  const row = world.table.rows.get(nameOf(id))
  if (row) world.table.apply(world.nowMs, { kind: 'remove', id, expected: row.revision })
}

const lettersAre = (expected: readonly string[]) => (world: World) => {
  const found = [...world.deadLetters.messages.values()].map(({ attributes }) => attributes.RejectionCode ?? '').sort()
  return found.join() === expected.join() ? [] : [`found the dead letters ${found.join(', ')}`]
}

/** Rows that nobody can read: the trouble of their own key only. */
export const DAMAGED: readonly Scenario[] = [
  ...DAMAGES.flatMap(({ name, body }): Scenario[] => [
    {
      name: `an equal file has a row ${name}: a new one is mirrored all the same`,
      first: { 'a.jpg': 'same', 'other.jpg': 'c0' },
      steps: [
        [0, damage('a.jpg', body)],
        [MINUTE_MS, put('b.jpg', 'same')],
      ],
      identities: { a: 'a' },
      contents: { b: 'same' },
      mutationsMax: 1,
      check: lettersAre([]),
      isOnlyItself: true,
    },
    {
      name: `an equal file has a row ${name}: another one is renamed all the same`,
      first: { 'a.jpg': 'same', 'c.jpg': 'same' },
      steps: [[0, damage('a.jpg', body)], ...rename('c.jpg', 'd.jpg', MINUTE_MS)],
      identities: { a: 'a', d: 'c' },
      mutationsMax: 2,
      check: lettersAre([]),
      isOnlyItself: true,
    },
  ]),
  {
    name: 'a public ID is that of a key whose row is damaged, and whose object is gone: it comes when the row has been removed',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, damage('a.jpg', { applied: { state: 'asset' } })],
      [MINUTE_MS, remove('a.jpg')],
      [MINUTE_MS, put('a.png', 'c2')],
      [HOUR_MS, (world) => sweepOnce(world)],
      [
        0,
        (world) => {
          world.violations.push(...lettersAre(['malformed-entry', 'owner-unreadable'])(world))
          world.deadLetters.messages.clear()
        },
      ],
      [HOUR_MS, removeRow('a.jpg')],
      [24 * HOUR_MS, (world) => sweepOnce(world)],
      [HOUR_MS, () => undefined],
    ],
    identities: {},
    contents: { a: 'c2' },
    mutationsMax: 1,
    isOnlyItself: true,
  },
  {
    name: 'a public ID is that of a key whose row newer code wrote: it is waited for, and nothing is refused',
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, damage('a.jpg', { schema: 99 })],
      [MINUTE_MS, (world) => void world.store.apply(world.nowMs, remove('a.jpg'))],
      [0, put('a.png', 'c2')],
      [10 * MINUTE_MS, damage('a.jpg', { schema: 3 })],
      [0, (world) => sendRecords(world, ['a.jpg'])],
    ],
    identities: {},
    contents: { a: 'c2' },
    mutationsMax: 2,
    isOnlyItself: true,
  },
  {
    name: 'events of a key whose row is damaged: one dead letter, however many there are, and one after a redrive',
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [
      [0, damage('a.jpg', { applied: { state: 'asset' } })],
      ...Array.from({ length: 10 }, (_, index) => [MINUTE_MS, put('a.jpg', `c${index}`)] as const),
      [MINUTE_MS, (world) => void world.violations.push(...lettersAre(['malformed-entry'])(world))],
      [0, (world) => void redrive(world)],
      [HOUR_MS, copy('b.jpg', 'a.jpg')],
    ],
    identities: { a: 'a', b: 'b' },
    taken: ['a'],
    mutationsMax: 0,
    deadLetters: 1,
    check: lettersAre(['malformed-entry']),
    isOnlyItself: true,
  },
]
