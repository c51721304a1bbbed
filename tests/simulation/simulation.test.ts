import { expect } from 'chai'
import { addressOf } from './rules.ts'
import { isGood, simulate } from './simulation.ts'
import { KEYS } from './workload.ts'
import { World } from './world.ts'

const SEEDS = 100
const EVENTS = 100

describe('the simulation', function () {
  this.timeout(60_000)

  it(`converges for ${SEEDS} seeds under faults`, async () => {
    let mutations = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { divergent, lost, extra, violations, isQuiet, ...rest } = await simulate({ seed, events: EVENTS })
      const replay = `npm run simulate -- --seed ${seed} --events ${EVENTS} --trace`
      expect({ divergent, lost, extra, violations, isQuiet }, replay).to.deep.equal({
        divergent: [],
        lost: [],
        extra: [],
        violations: [],
        isQuiet: true,
      })
      mutations += rest.mutations
    }
    // Or nothing would have been tried: a seed's mixture of stories may call for none, but not all.
    expect(mutations).to.be.greaterThan(10 * SEEDS)
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
