import type { AssetAddress } from '../../../shared/model/address.ts'
import { sweepOnce } from '../sweeper.ts'
import type { World } from '../world.ts'
import { put, rename, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000

/** An account that replaces characters which it does not like in public IDs. */
function replaceParentheses(world: World): void {
  world.media.placeOf = (address: AssetAddress) => ({ ...address, publicId: address.publicId.replace(/[()]/g, '_') })
}

const sweepNow = (world: World) => sweepOnce(world)

/** Accounts that put assets elsewhere than they are asked to. */
export const ELSEWHERE: readonly Scenario[] = [
  {
    name: 'an account that puts an asset elsewhere: refused once, sent once, and nothing is left of it',
    first: { 'other.jpg': 'c0' },
    prepare: replaceParentheses,
    steps: [
      [0, put('a(1).jpg', 'c1')],
      [HOUR_MS, sweepNow],
      [24 * HOUR_MS, sweepNow],
      [HOUR_MS, () => undefined],
    ],
    identities: { other: 'other' },
    missing: ['a(1).jpg'],
    mutationsMax: 2,
    uploadsMax: 1,
    deadLetters: 1,
    isOnlyItself: true,
    check: ({ deadLetters, media }) => [
      ...(deadLetters.messages.size === 1 ? [] : ['it is told of more than once']),
      ...(media.assets.size === 1 ? [] : ['something is left of it']),
    ],
  },
  {
    name: 'an account that renames to elsewhere: refused once, and the asset stays where it is',
    first: { 'a.jpg': 'c1' },
    prepare: replaceParentheses,
    steps: [...rename('a.jpg', 'a(1).jpg'), [HOUR_MS, sweepNow], [HOUR_MS, () => undefined]],
    identities: { a_1_: 'a' },
    missing: ['a(1).jpg'],
    remains: ['a_1_'],
    mutationsMax: 1,
    uploadsMax: 0,
    deadLetters: 1,
    isOnlyItself: true,
  },
]
