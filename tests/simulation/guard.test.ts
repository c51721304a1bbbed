import { expect } from 'chai'
import { Invocation } from './invocation.ts'
import type { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { play, rest } from './play.ts'
import { simulatedPorts } from './ports.ts'
import { put, remove, type Scenario } from './scenarios/scenario.ts'
import type { World } from './world.ts'

const keys = ['a.jpg', 'b.jpg', 'c.jpg']
const wiped: Scenario = {
  name: 'a bucket that is wiped',
  first: Object.fromEntries(keys.map((key) => [key, `content of ${key}`])),
  steps: keys.map((key) => [0, remove(key)] as const),
  identities: {},
  mutationsMax: 3,
}
const portsOf = (world: World) => simulatedPorts(world, new Invocation(world, `operator${world.nowMs}`, 0))

/** Resolves with the answer to a call that takes virtual time. */
async function during<Answer>(world: World, lambda: Lambda, call: Promise<Answer>): Promise<Answer> {
  await rest(world, lambda)
  return call
}

describe('the guard, with workers that ask it,', () => {
  it('lets through its limit, keeps the rest without a message, and lets those through that are released', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 1
      },
    })
    expect(world.media.assets.size).to.equal(2)
    expect(world.queue.messages.size + world.deadLetters.messages.size).to.equal(0)
    const { guard, ledger, queue } = portsOf(world)
    expect(await during(world, lambda, guard.release(ledger, queue))).to.equal(2)
    await rest(world, lambda)
    expect(world.media.assets.size).to.equal(0)
  })

  it('counts a deletion once, however often it has to be tried', async () => {
    let requests = 0
    const { world, lambda } = await play(
      { ...wiped, first: { 'a.jpg': 'c1' }, steps: [[0, remove('a.jpg')]] },
      {
        prepare: (prepared) => {
          prepared.fate = () => (++requests <= 6 ? 'request-lost' : 'answered')
        },
      },
    )
    expect(requests).to.be.greaterThan(6)
    expect(world.media.assets.size).to.equal(0)
    expect((await during(world, lambda, portsOf(world).guard.state())).count).to.equal(1)
  })

  it('lets through nothing else in the place of keys that have come back', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 1
      },
    })
    for (const key of keys) write(world, put(key, `content of ${key}`))
    const { guard, ledger, queue } = portsOf(world)
    // The events are still on their way.
    expect(await during(world, lambda, guard.release(ledger, queue))).to.equal(2)
    expect(world.media.assets.size).to.equal(3)
    for (const key of keys) write(world, remove(key))
    await rest(world, lambda)
    expect(world.media.assets.size).to.equal(2)
  })

  it('asks again for a key that came back and went again', async () => {
    const steps = [
      [0, remove('a.jpg')] as const,
      [60_000, put('a.jpg', 'c2')] as const,
      [60_000, remove('a.jpg')] as const,
    ]
    const { world, lambda } = await play({ ...wiped, first: { 'a.jpg': 'c1' }, steps })
    expect((await during(world, lambda, portsOf(world).guard.state())).count).to.equal(2)
  })

  it('acknowledges nothing while a request without an answer may still land', async () => {
    let requests = 0
    let waiting = 0
    const { world } = await play(
      {
        ...wiped,
        first: { 'a.jpg': 'c1' },
        steps: [
          [0, put('a.jpg', 'c2')],
          [1000, remove('a.jpg')],
        ],
      },
      {
        prepare: (prepared) => {
          prepared.deletionsMax = 0
          prepared.fate = () => (++requests === 1 ? 'landing-late' : 'answered')
          prepared.scheduler.after(200_000, () => {
            waiting = prepared.queue.messages.size
          })
        },
      },
    )
    expect(waiting).to.be.greaterThan(0)
    expect(world.media.assets.size).to.equal(1)
    expect(world.queue.messages.size).to.equal(0)
  })

  it('keeps a newKey waiting without a message, where an asset that it keeps is in the way', async () => {
    const { world, lambda } = await play(
      {
        ...wiped,
        first: { 'a.jpg': 'c1' },
        steps: [
          [0, remove('a.jpg')],
          [60_000, put('a.png', 'c2')],
        ],
      },
      {
        prepare: (prepared) => {
          prepared.deletionsMax = 0
        },
      },
    )
    const contents = () => [...world.media.assets.values()].map(({ bytes }) => bytes.name)
    expect(contents()).to.deep.equal(['c1'])
    expect(world.queue.messages.size + world.deadLetters.messages.size).to.equal(0)
    const { guard, ledger, queue } = portsOf(world)
    expect(await during(world, lambda, guard.release(ledger, queue))).to.equal(2)
    await rest(world, lambda)
    expect(contents()).to.deep.equal(['c2'])
    expect(world.deadLetters.messages.size).to.equal(0)
  })
})
