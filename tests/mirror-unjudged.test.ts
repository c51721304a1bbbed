import { expect } from 'chai'
import { TransientError } from '../shared/model/errors.ts'
import { limits } from '../shared/model/limits.ts'
import type { Outcome } from '../shared/outcome/outcome.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { INVOCATION_MS, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const noAnswer = new TransientError('cloudinary-502', 'no answer', { scope: 'cloud', effect: 'unknown' })
const down = new TransientError('cloudinary-503', 'Cloudinary is down', { scope: 'cloud' })

/** A world whose key fails at each delivery when its invocation is nearly over; and how often it is sent. */
function withoutTime() {
  const world = new MemoryWorld()
  world.put(key, 'one')
  let sent = 0
  let delivery = 0
  const mirror = async (): Promise<Outcome> => {
    const outcome = await world.mirror(key, { receiveCount: ++delivery })
    world.clock.advance((outcome.delaySeconds ?? 0) * 1000)
    return outcome
  }
  const failOnce = () => {
    world.moments.before('assets.upload', () => {
      sent++
      world.clock.advance(INVOCATION_MS - limits.closingTimeMs)
      throw noAnswer
    })
    return mirror()
  }
  return { world, mirror, failOnce, sent: () => sent }
}

/** Lets it fail as often as a key may. */
async function failed() {
  const story = withoutTime()
  for (let count = 1; count <= limits.failuresMax; count++) {
    expect(await story.failOnce()).to.include({ result: 'retry', code: 'cloudinary-502', failures: count })
  }
  expect(deadLetters(story.world)).to.deep.equal([])
  return story
}

describe('a key that has failed as often as it may, without time to find out whose trouble that is', () => {
  it('is refused at the next delivery before anything is sent, where a probe says that it is its own', async () => {
    const { world, mirror, sent } = await failed()
    expect(await mirror()).to.include({ result: 'refused', code: 'cloudinary-502' })
    expect([sent(), deadLetters(world)]).to.deep.equal([limits.failuresMax, ['cloudinary-502']])
    expect((await world.entry(key)).refused).to.have.property('retry')
  })

  it('waits where it is the stage`s, and is refused nothing', async () => {
    const { world, mirror, sent } = await failed()
    world.moments.before('assets.find', throws(down))
    expect(await mirror()).to.include({ result: 'retry', halts: true })
    expect([sent(), deadLetters(world)]).to.deep.equal([limits.failuresMax, []])
  })

  it('is tried at once where its object is another by now', async () => {
    const { world, mirror } = await failed()
    world.put(key, 'two')
    await mirror()
    expect(world.account).to.deep.equal({ 'image/a': 'two' })
    expect(deadLetters(world)).to.deep.equal([])
  })
})
