import { listWithheld, releaseDeletions, type WithheldList } from '../../../shared/guard/withheld.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { Invocation } from '../invocation.ts'
import { simulatedPorts } from '../ports.ts'
import { sweepOnce } from '../sweeper.ts'
import { BUCKET, type World } from '../world.ts'
import { remove, type Scenario } from './scenario.ts'

const MINUTE_MS = 60_000
/** More than workers do at once. */
const MANY = Array.from({ length: 20 }, (_, index) => `wiped-${index}`)

/** An operator who looks at what is withheld, and lets exactly that through later on. */
function operator() {
  let listed: Promise<WithheldList> | undefined
  const ports = (world: World) => simulatedPorts(world, new Invocation(world, `operator${world.nowMs}`, 0))
  return {
    lists: (world: World) => {
      listed = listWithheld(ports(world).ledger)
    },
    releases: (world: World) => {
      const { guard, ...reached } = ports(world)
      listed
        ?.then((list) => releaseDeletions(list, { ...reached, bucket: BUCKET }))
        .then(() => guard.reopen())
        .catch((thrown: unknown) => world.violations.push(`the release threw: ${String(thrown)}`))
    },
  }
}

const { lists, releases } = operator()

/** Stories of the guard against mass deletion. An operator acts in them, whom no trouble strikes. */
export const GUARDED: readonly Scenario[] = [
  {
    name: 'what an operator has listed goes, and what the guard has withheld meanwhile stays',
    first: { 'listed.jpg': 'c1', 'late.jpg': 'c2' },
    prepare: (world) => {
      world.deletionsMax = 0
    },
    steps: [
      [0, remove('listed.jpg')],
      [MINUTE_MS, lists],
      [1000, remove('late.jpg')],
      [MINUTE_MS, releases],
    ],
    identities: { late: 'late' },
    contents: { late: 'c2' },
    remains: ['late'],
    mutationsMax: 1,
    isOnlyItself: true,
  },
  {
    name: 'of a bucket that is wiped as many assets go as the guard lets through, whoever counts at the same time',
    first: Object.fromEntries(MANY.map((name) => [`${name}.jpg`, name])),
    prepare: (world) => {
      world.deletionsMax = 3
    },
    steps: MANY.map((name) => [0, remove(`${name}.jpg`)]),
    identities: {},
    remains: MANY,
    check: ({ media }) => (media.assets.size === MANY.length - 3 ? [] : [`${media.assets.size} assets are left`]),
    mutationsMax: 3,
    isOnlyItself: true,
  },
  {
    name: 'rules that move everything to another resource type take no asset away past the guard',
    first: { 'a.jpg': 'c1', 'b.jpg': 'c2' },
    prepare: (world) => {
      world.deletionsMax = 0
      world.rules = new Rules({ defaults: { resourceType: 'raw' } })
      world.rulesHaveChanged = true
    },
    steps: [[0, (world) => sweepOnce(world)]],
    identities: { a: 'a', b: 'b' },
    contents: { a: 'c1', b: 'c2' },
    remains: ['a', 'b'],
    mutationsMax: 2,
    isOnlyItself: true,
  },
]
