import { expect } from 'chai'
import { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { play, rest } from './play.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { SCENARIOS } from './scenarios.ts'
import { Workload } from './workload.ts'
import { World } from './world.ts'

const SEEDS = 20
const STORIES = 15
/** Changes that are tried for each seed, one after the other has come to rest. */
const CHANGES = 10

// The tree is five hundred times the same story.
const scenarios = SCENARIOS.filter(({ name, isOnlyItself }) => !isOnlyItself && !/tree/.test(name))

interface Resting {
  readonly world: World
  readonly lambda: Lambda
}

// Each message to a worker of its own, so that two at the same time are two workers' and no change of one batch.
const batchMax = 1

/** Without faults, until nothing is under way. */
async function playTraffic(seed: number): Promise<Resting & { workload: Workload }> {
  const versioning = (['off', 'on', 'suspended'] as const)[seed % 3] ?? 'off'
  const world = new World({ seed, faultScale: 0, versioning })
  const lambda = new Lambda(world, 5, batchMax)
  const workload = new Workload(world.random, { poison: true, hanging: false })
  let atMs = 0
  for (let story = 0; story < STORIES; story++) {
    for (const { afterMs, request } of workload.next()) {
      atMs += afterMs
      world.scheduler.after(atMs, () => write(world, request))
    }
    atMs += world.random.integer(0, 5000)
  }
  await world.scheduler.run(() => false, world.nowMs + atMs)
  await rest(world, lambda)
  return { world, lambda, workload }
}

/** Delivers every event of the past again, in several ways, and expects that nothing comes of it. */
async function expectNothingAgain({ world, lambda }: Resting): Promise<void> {
  const before = stateOf(world)
  for (const body of new Set(world.notified)) {
    for (const bodies of [[body], [body, body]]) {
      for (const again of bodies) world.queue.apply(world.nowMs, { kind: 'send', body: again })
      world.wake()
      await rest(world, lambda)
      expect(stateOf(world), `${bodies.length} x ${body}`).to.deep.equal(before)
    }
  }
}

function stateOf({ mutations, media, table, deadLetters }: World) {
  return {
    mutations,
    assets: structuredClone([...media.assets]),
    rows: structuredClone([...table.rows]),
    deadLetters: deadLetters.messages.size,
  }
}

const COPIES = [
  ['at the same time', [0, 0]],
  ['one after the other', [0, 60_000]],
] as const

describe('an event that is delivered again', () => {
  it('changes nothing, at rest after each scenario', async () => {
    for (const scenario of scenarios) {
      await expectNothingAgain(await play(scenario, { batchMax }))
    }
  })

  it(`changes nothing, at rest after ${SEEDS} seeds without faults`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) await expectNothingAgain(await playTraffic(seed))
  })

  for (const [says, copiesAfterMs] of COPIES) {
    const prepare = (world: World) => {
      world.copiesAfterMs = copiesAfterMs
    }

    it(`costs no more mutations than once, delivered twice ${says}, in each scenario`, async () => {
      const playTwice = async (scenario: Scenario) => (await play(scenario, { prepare, batchMax })).mutations
      for (const scenario of scenarios) {
        expect(await playTwice(scenario), scenario.name).to.be.at.most(scenario.mutationsMax)
      }
    })

    it(`costs one mutation at most, delivered twice ${says}, for ${SEEDS} seeds without faults`, async () => {
      let mutated = 0
      for (let seed = 1; seed <= SEEDS; seed++) mutated += await applyTwice(await playTraffic(seed), prepare, seed)
      expect(mutated).to.be.greaterThan(SEEDS)
    })
  }
})

/** Makes one change after the other, each when the last has settled, and returns how many were mutations. */
async function applyTwice(
  { world, lambda, workload }: Resting & { workload: Workload },
  prepare: (world: World) => void,
  seed: number,
): Promise<number> {
  prepare(world)
  const first = world.mutations
  for (let change = 0; change < CHANGES; change++) {
    const [step] = workload.next()
    if (!step) continue
    const before = world.mutations
    write(world, step.request)
    await rest(world, lambda)
    expect(world.mutations - before, `seed ${seed}: ${JSON.stringify(step.request)}`).to.be.at.most(1)
  }
  return world.mutations - first
}
