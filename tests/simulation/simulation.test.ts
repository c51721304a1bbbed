import { randomInt } from 'node:crypto'
import { expect } from 'chai'
import { addressOf } from './rules.ts'
import { isGood, type SimulationOptions, type SimulationResult, simulate } from './simulation.ts'
import { KEYS } from './workload.ts'
import { World } from './world.ts'

const SEEDS = 100
const EVENTS = 100
const CALM_SEEDS = 40
const NOTHING_WRONG = { divergent: [], lost: [], extra: [], violations: [], isQuiet: true }

/** Runs one seed, and expects that nothing is wrong; a failure says how to see it again. */
async function expectGood(options: SimulationOptions): Promise<SimulationResult> {
  const result = await simulate(options)
  const { divergent, lost, extra, violations, isQuiet } = result
  expect({ divergent, lost, extra, violations, isQuiet }, replayOf(options)).to.deep.equal(NOTHING_WRONG)
  return result
}

function replayOf({ seed, events, faultScale }: SimulationOptions): string {
  const calm = faultScale === 0 ? ' --calm' : ''
  return `npm run simulate -- --seed ${seed} --events ${events}${calm} --trace`
}

describe('the simulation', () => {
  it(`converges for ${SEEDS} seeds under faults`, async () => {
    let mutations = 0
    for (let seed = 1; seed <= SEEDS; seed++) mutations += (await expectGood({ seed, events: EVENTS })).mutations
    // Or nothing would have been tried: a seed's mixture of stories may call for none, but not all.
    expect(mutations).to.be.greaterThan(10 * SEEDS)
  })

  it(`keeps the identity of what is overwritten and renamed, for ${CALM_SEEDS} seeds without faults`, async () => {
    let judged = 0
    for (let seed = 1; seed <= CALM_SEEDS; seed++)
      judged += (await expectGood({ seed, events: EVENTS, faultScale: 0 })).identitiesJudged
    expect(judged).to.be.greaterThan(10 * CALM_SEEDS)
  })

  // A seed of its own for every run: what it finds, its command shows again.
  const random = { seed: randomInt(1_000_000, 1_000_000_000), events: EVENTS }
  it(`converges for a random seed: ${replayOf(random)}`, async () => {
    await expectGood(random)
  })

  it('has a key of 1,024 bytes that is mirrored', () => {
    const [longest = ''] = [...KEYS].sort((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a))
    expect(Buffer.byteLength(longest)).to.equal(1024)
    expect(addressOf(new World({ seed: 1, faultScale: 0, versioning: 'off' }), longest)).to.have.property(
      'resourceType',
      'image',
    )
  })

  it('tells the same story twice for one seed', async () => {
    for (const seed of [3, 17, 255]) {
      const [first, second] = [await simulate({ seed, events: EVENTS }), await simulate({ seed, events: EVENTS })]
      expect(second.hash).to.equal(first.hash)
      expect(isGood(first)).to.equal(true)
    }
  })
})
