import { expect } from 'chai'
import { TransientError } from '../../shared/model/errors.ts'
import { deliver, left, send } from '../support/deliver.ts'
import { throws } from '../support/moments.ts'
import { MemoryWorld } from '../support/world.ts'

const key = 'a.jpg'
const refused = new TransientError('cloudinary-403', 'not now', { scope: 'account' })
const s3Down = new TransientError('s3-403', 'no', { scope: 'source' })

/** A key whose upload has just failed. */
async function withFailed(failing: 'assets.upload' | 'source.observe', error: TransientError): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.put(key, 'one')
  world.moments.before(failing, throws(error))
  expect(await world.mirror(key)).to.deep.include({ code: error.code, failures: 1, delaySeconds: 1 })
  return world
}

describe('a key that has failed', () => {
  for (const [call, error] of [
    ['assets.upload', refused],
    ['source.observe', s3Down],
  ] as const) {
    it(`is not tried for its other messages until its pause is over: ${error.code}`, async () => {
      const world = await withFailed(call, error)
      world.clock.advance(400)
      expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'resting', delaySeconds: 1 })
      expect([world.account, (await world.entry(key)).failures?.count]).to.deep.equal([{}, 1])
      world.clock.advance(600)
      expect(await world.mirror(key)).to.deep.include({ result: 'done' })
      expect(world.account).to.deep.equal({ 'image/a': 'one' })
    })
  }

  for (const [name, change] of [
    ['another object', (world: MemoryWorld) => world.put(key, 'two')],
    ['gone', (world: MemoryWorld) => world.remove(key)],
  ] as const) {
    it(`is looked at at once where the object is ${name}`, async () => {
      const world = await withFailed('assets.upload', refused)
      change(world)
      expect(await world.mirror(key)).to.deep.include({ result: 'done' })
    })
  }

  it('is tried at once where an operator redrives it', async () => {
    const world = await withFailed('assets.upload', refused)
    world.clock.advance(1)
    expect(await world.mirror(key, { redrivenMs: world.clock.nowMs() })).to.deep.include({ result: 'done' })
  })

  it('is counted once a pause, however many messages it has', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one')
    for (let message = 0; message < 5; message++) {
      world.moments.before('assets.upload', throws(refused))
      send(world, [key])
      await deliver(world)
    }
    expect((await world.entry(key)).failures?.count).to.equal(1)
    expect(left(world)).to.deep.equal({ m0: 1, m1: 1, m2: 1, m3: 1, m4: 1 })
  })
})
