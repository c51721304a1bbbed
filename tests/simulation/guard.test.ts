import { expect } from 'chai'
import { listWithheld, releaseDeletions, type WithheldList } from '../../shared/guard/withheld.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { Invocation } from './invocation.ts'
import type { Lambda } from './lambda.ts'
import { write } from './notifier.ts'
import { play, rest } from './play.ts'
import { simulatedPorts } from './ports.ts'
import { put, remove, type Scenario } from './scenarios/scenario.ts'
import { sweepOnce } from './sweeper.ts'
import { BUCKET, type World } from './world.ts'

const keys = ['a.jpg', 'b.jpg', 'c.jpg']
const wiped: Scenario = {
  name: 'a bucket that is wiped',
  first: Object.fromEntries(keys.map((key) => [key, `content of ${key}`])),
  steps: keys.map((key) => [0, remove(key)] as const),
  identities: {},
  mutationsMax: 3,
}
const portsOf = (world: World) => simulatedPorts(world, new Invocation(world, `operator${world.nowMs}`, 0))
const listOf = (world: World) => listWithheld(portsOf(world).ledger)

/** Lets exactly what was listed through, and then new deletions too, as an operator does. Resolves with the keys. */
async function release(world: World, listed: WithheldList): Promise<string[]> {
  const released = await releaseDeletions(listed, { ...portsOf(world), bucket: BUCKET })
  await portsOf(world).guard.reopen()
  return released.map(({ key }) => key)
}

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
    const listed = await listOf(world)
    expect(await during(world, lambda, release(world, listed))).to.have.length(2)
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

  it('lets through no key that was withheld while the question stood, until it is listed too', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 0
        prepared.scheduler.after(100, () => write(prepared, put('late.jpg', 'content of late')))
      },
    })
    const listed = await listOf(world)
    write(world, remove('late.jpg'))
    await rest(world, lambda)
    expect(await during(world, lambda, release(world, listed))).to.have.members(keys)
    await rest(world, lambda)
    expect([...world.media.assets.values()].map(({ bytes }) => bytes.name)).to.deep.equal(['content of late'])
    const later = await listOf(world)
    expect(later.deletions.map(({ key }) => key)).to.deep.equal(['late.jpg'])
    await during(world, lambda, release(world, later))
    await rest(world, lambda)
    expect(world.media.assets.size).to.equal(0)
  })

  it('does not trip in the middle of what was released, whatever its limit', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 0
      },
    })
    world.deletionsMax = 1
    await during(world, lambda, release(world, await listOf(world)))
    await rest(world, lambda)
    expect(world.media.assets.size).to.equal(0)
    expect(await during(world, lambda, portsOf(world).guard.state()))
      .to.deep.include({ count: 0 })
      .and.not.to.have.property('trippedMs')
  })

  it('lets through nothing of keys that came back and went again, of what was listed before', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 0
      },
    })
    const listed = await listOf(world)
    for (const key of keys) write(world, put(key, `content of ${key}`))
    await rest(world, lambda)
    for (const key of keys) write(world, remove(key))
    await rest(world, lambda)
    expect(await during(world, lambda, release(world, listed))).to.deep.equal([])
    expect(world.media.assets.size).to.equal(3)
    expect((await listOf(world)).deletions).to.have.length(3)
  })

  it('keeps what is withheld though it lets others through, whatever asks for it again', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 0
      },
    })
    world.deletionsMax = 100
    await during(world, lambda, portsOf(world).guard.reopen())
    for (const body of world.notified) world.queue.apply(world.nowMs, { kind: 'send', body })
    sweepOnce(world)
    await rest(world, lambda)
    expect(world.media.assets.size).to.equal(3)
    expect((await listOf(world)).deletions).to.have.length(3)
  })

  it('keeps the former assets of keys that rules have moved to another resource type, and what they are for goes on', async () => {
    const { world, lambda } = await play(
      { ...wiped, steps: [[0, (at) => sweepOnce(at)]] },
      {
        prepare: (prepared) => {
          prepared.deletionsMax = 1
          prepared.rules = new Rules({ defaults: { resourceType: 'raw' } })
          prepared.rulesHaveChanged = true
        },
      },
    )
    const kinds = () => [...world.media.assets.values()].map(({ address }) => address.resourceType).sort()
    expect(kinds()).to.deep.equal(['image', 'image', 'raw', 'raw', 'raw'])
    const listed = await listOf(world)
    expect(listed.deletions.map(({ address }) => address.resourceType)).to.deep.equal(['image', 'image'])
    const [kept] = listed.deletions
    // They wait for nobody: the sweep passes over them, and their keys are mirrored as any other.
    sweepOnce(world)
    await rest(world, lambda)
    expect(world.swept.at(-1)).to.equal(0)
    write(world, put(kept?.key ?? '', 'new content'))
    await rest(world, lambda)
    expect([...world.media.assets.values()].map(({ bytes }) => bytes.name)).to.include('new content')
    await during(world, lambda, release(world, listed))
    await rest(world, lambda)
    expect(kinds()).to.deep.equal(['raw', 'raw', 'raw'])
  })

  it('makes what wrong rules have moved whole again, once they are right', async () => {
    const { world, lambda, before } = await play(
      { ...wiped, steps: [[0, (at) => sweepOnce(at)]] },
      {
        prepare: (prepared) => {
          prepared.deletionsMax = 0
          prepared.rules = new Rules({ defaults: { resourceType: 'raw' } })
          prepared.rulesHaveChanged = true
        },
      },
    )
    world.rules = new Rules()
    world.deletionsMax = 100
    await during(world, lambda, portsOf(world).guard.reopen())
    sweepOnce(world)
    await rest(world, lambda)
    const after = new Map([...world.media.assets.values()].map(({ address, assetId }) => [address.publicId, assetId]))
    expect(after).to.deep.equal(before)
    expect((await listOf(world)).deletions).to.deep.equal([])
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
    const listed = await listOf(world)
    expect(listed.waiting).to.deep.equal(['a.png'])
    expect(await during(world, lambda, release(world, listed))).to.deep.equal(['a.jpg'])
    await rest(world, lambda)
    expect(contents()).to.deep.equal(['c2'])
    expect(world.deadLetters.messages.size).to.equal(0)
  })
})
