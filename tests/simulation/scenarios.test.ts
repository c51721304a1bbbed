import { expect } from 'chai'
import { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { judge } from './oracle.ts'
import { play, playScenario } from './play.ts'
import { SCENARIOS } from './scenarios.ts'
import { World } from './world.ts'

describe('scenarios without faults', () => {
  for (const scenario of SCENARIOS) {
    it(scenario.name, async () => expect(await playScenario(scenario)).to.deep.equal([]))
  }

  it('10,000 overwrites of one key within a second cost at most 8 uploads', async () => {
    const world = new World({ seed: 1, faultScale: 0, versioning: 'off' })
    const lambda = new Lambda(world, 10)
    for (let index = 0; index < 10_000; index++) {
      const bytes = { name: `c${index}`, inParts: false }
      world.scheduler.after(index / 10, () => write(world, { kind: 'put', key: 'hot.jpg', bytes }))
    }
    await world.scheduler.run(() => false, world.nowMs + 3000)
    const isOver = () => world.queue.messages.size === 0 && lambda.isIdle
    expect(await world.scheduler.run(isOver, world.nowMs + 600_000)).to.equal(true)
    expect(judge(world)).to.deep.equal({ divergent: [], lost: [], extra: [] })
    expect(world.mutations).to.be.within(1, 8)
  })
})

describe('a scenario with two faults', () => {
  it('a new key waits while a dead worker and then a lost request hold its address, and is no dead letter', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'a .jpg replaced by a .png of other content')
    expect(scenario).to.not.equal(undefined)
    if (!scenario) return
    let [crashes, requests] = [0, 0]
    const { world } = await play(scenario, {
      prepare: (prepared) => {
        prepared.crashes = (when) => when === 'after' && ++crashes === 1
        prepared.fate = () => (++requests === 1 ? 'request-lost' : 'answered')
      },
    })
    expect(judge(world)).to.deep.equal({ divergent: [], lost: [], extra: [] })
    expect(world.deadLetters.messages.size).to.equal(0)
  })
})
