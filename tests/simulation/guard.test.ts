import { expect } from 'chai'
import { play, rest } from './play.ts'
import { put, remove } from './scenarios/scenario.ts'
import { sweepOnce } from './sweeper.ts'
import { during, listOf, portsOf, release, wiped } from './wiped.ts'

describe('the guard, with workers that ask it,', () => {
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
          // The first one only looks what an overwrite would meet: the second one is the upload.
          prepared.fate = () => (++requests === 2 ? 'landing-late' : 'answered')
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

  it('keeps a new key waiting without a message, where an asset that it keeps is in the way', async () => {
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
