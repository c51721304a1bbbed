import { isDeepStrictEqual } from 'node:util'
import { Rules } from '../../../shared/rules/rules.ts'
import { BACKGROUND_CONTENT, TAGGED_RULES } from '../rules.ts'
import type { StoreRequest } from '../services/object-store.ts'
import { sweepOnce } from '../sweeper.ts'
import type { Fate } from '../world.ts'
import { put, remove, rename, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000

const tag = (key: string, tags: Readonly<Record<string, string>>): StoreRequest => ({ kind: 'tag', key, tags })

const SHOOT_TAGGED = new Rules({ rules: [{ match: 'shoot/**', tags: ['shoot'] }] })

/** What tags and rules do to assets, and uploads that Cloudinary finishes on its own. */
export const RULED: readonly Scenario[] = [
  {
    name: 'a keyword is added by a tag',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1' },
    steps: [[0, tag('a.jpg', { Keywords: 'sea' })]],
    identities: { a: 'a' },
    mutationsMax: 1,
  },
  {
    name: 'a tag closes an asset, and another keyword takes the place of the first',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, tag('a.jpg', { Keywords: 'sea' })],
      [5000, tag('a.jpg', { Keywords: 'snow', Access: 'closed' })],
    ],
    identities: { a: 'a' },
    mutationsMax: 3,
  },
  {
    name: 'renamed to where no rule says anything of keywords: those that the rules set are taken away',
    rules: SHOOT_TAGGED,
    first: { 'shoot/a.jpg': 'c1' },
    steps: rename('shoot/a.jpg', 'a.jpg', 0),
    identities: { a: 'shoot/a' },
    mutationsMax: 2,
  },
  {
    name: 'a tag closes an asset: it moves, and keeps its identity',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    steps: [[0, tag('a.jpg', { Access: 'closed' })]],
    identities: { a: 'a', b: 'b' },
    mutationsMax: 2,
  },
  {
    name: 'closed, and its name is taken in another format',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, tag('a.jpg', { Access: 'closed' })],
      [1000, put('a.png', 'c2')],
    ],
    identities: {},
    mutationsMax: 3,
  },
  {
    name: 'closed, renamed and opened',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1' },
    steps: [[0, tag('a.jpg', { Access: 'closed' })], ...rename('a.jpg', 'b.jpg', 5000), [5000, tag('b.jpg', {})]],
    identities: { b: 'a' },
    mutationsMax: 6,
  },
  {
    name: 'closed and deleted',
    rules: TAGGED_RULES,
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, tag('a.jpg', { Access: 'closed' })],
      [2000, remove('a.jpg')],
    ],
    identities: {},
    mutationsMax: 3,
  },
  {
    name: 'the answer to a first upload is lost, and its keyword is replaced while the account is refused: the first one goes',
    rules: TAGGED_RULES,
    first: { 'other.jpg': 'c0' },
    prepare: (world) => {
      const fates: Fate[] = ['answer-lost']
      world.fate = () => fates.shift() ?? 'answered'
    },
    steps: [
      [0, put('a.jpg', 'c1')],
      [0, tag('a.jpg', { Keywords: 'sea' })],
      [
        1000,
        (world) => {
          world.refusedUntilMs = world.nowMs + 2 * HOUR_MS
        },
      ],
      [1000, tag('a.jpg', { Keywords: 'snow' })],
      [3 * HOUR_MS, () => undefined],
    ],
    identities: { other: 'other' },
    contents: { a: 'c1' },
    mutationsMax: 2,
    uploadsMax: 1,
    isOnlyItself: true,
    check: ({ media }) => {
      const tags = media.at({ resourceType: 'image', type: 'upload', publicId: 'a' })?.tags ?? []
      return isDeepStrictEqual(tags, ['snow']) ? [] : [`it has the tags ${tags.join(', ')}`]
    },
  },
  {
    name: 'rules that are wrong for a file take nothing away: its asset goes only when the new one is there',
    first: { 'film.mp4': 'c1' },
    prepare: (world) => {
      world.refuses = ({ kind, ...of }) =>
        kind === 'upload' && 'address' in of && of.address.resourceType === 'image' ? 'for good' : undefined
      world.rules = new Rules({ defaults: { resourceType: 'image' } })
      world.rulesHaveChanged = true
    },
    steps: [[0, (world) => sweepOnce(world)]],
    identities: { film: 'film' },
    contents: { film: 'c1' },
    remains: ['film'],
    mutationsMax: 0,
    deadLetters: 1,
    missing: ['film.mp4'],
    isOnlyItself: true,
  },
  {
    name: 'rules want another resource type: the new asset comes first, and then the old one goes',
    first: { 'film.mp4': 'c1' },
    prepare: (world) => {
      world.rules = new Rules({ defaults: { resourceType: 'raw' } })
      world.rulesHaveChanged = true
    },
    steps: [[0, (world) => sweepOnce(world)]],
    identities: {},
    mutationsMax: 2,
    uploadsMax: 1,
    isOnlyItself: true,
  },
  {
    name: 'a large file in the background, overwritten while it is under way, and deleted',
    rules: TAGGED_RULES,
    usesBackground: true,
    first: { 'a.jpg': 'c1' },
    steps: [
      [0, put('a.jpg', `${BACKGROUND_CONTENT}1`)],
      [1500, put('a.jpg', `${BACKGROUND_CONTENT}2`)],
      [30_000, put('b.jpg', `${BACKGROUND_CONTENT}3`)],
      [500, remove('b.jpg')],
    ],
    identities: { a: 'a' },
    mutationsMax: 4,
  },
]
