import { expect } from 'chai'
import { Rules } from '../../shared/rules/rules.ts'
import { write } from './notifier.ts'
import { play, rest } from './play.ts'
import { put, remove } from './scenarios/scenario.ts'
import { nameOf } from './services/table.ts'
import { sweepOnce } from './sweeper.ts'
import { during, keys, listOf, portsOf, release, wiped } from './wiped.ts'
import { BUCKET } from './world.ts'

describe('the guard, released by an operator,', () => {
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

  it('passes over a row that nobody can read, names its key, and lets all others through', async () => {
    const { world, lambda } = await play(wiped, {
      prepare: (prepared) => {
        prepared.deletionsMax = 0
      },
    })
    const damaged = [...world.table.rows.values()].find(
      ({ partition, sort }) => partition === BUCKET && sort === 'b.jpg',
    )
    if (damaged) world.table.rows.set(nameOf(damaged), { ...damaged, body: { ...damaged.body, schema: 99 } })
    const listed = await listOf(world)
    expect(listed.unreadable).to.deep.equal(['b.jpg'])
    expect(await during(world, lambda, release(world, listed))).to.have.members(['a.jpg', 'c.jpg'])
    await rest(world, lambda)
    expect([...world.media.assets.values()].map(({ bytes }) => bytes.name)).to.deep.equal(['content of b.jpg'])
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
})
