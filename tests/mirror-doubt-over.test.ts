import { expect } from 'chai'
import { TransientError } from '../shared/model/errors.ts'
import { throws } from './support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const NO_ANSWER = new TransientError('cloudinary-502', 'no answer', { effect: 'unknown' })

/** A world whose doubt is over: the answer to a later request for a mirrored key, in parts, never came. `comesBack`: what was there before. */
async function afterDoubt(lands: boolean, { comesBack = true } = {}): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.put(key, 'one', true)
  world.clock.advance(3000)
  await world.mirror(key)
  world.put(key, 'two', true)
  world.clock.advance(3000)
  world.moments[lands ? 'after' : 'before']('assets.upload', throws(NO_ANSWER))
  await world.mirror(key)
  if (comesBack) world.put(key, 'one', true)
  world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
  return world
}

describe('a change whose doubt is over', () => {
  it('sends no bytes where a look shows that nothing has been stored since', async () => {
    const world = await afterDoubt(false)
    const { version } = world.asset(image('a'))
    const { result, mutations } = await world.mirror(key)
    expect([result, mutations.map(({ kind }) => kind)]).to.deep.equal(['done', ['update']])
    expect(world.asset(image('a'))).to.include({ version })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('sends them where something has', async () => {
    const world = await afterDoubt(true)
    const { result, mutations } = await world.mirror(key)
    expect([result, mutations.map(({ kind }) => kind)]).to.deep.equal(['done', ['upload']])
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('goes on counting what has failed', async () => {
    const world = await afterDoubt(false, { comesBack: false })
    world.moments.before('assets.upload', throws(NO_ANSWER))
    const { result, code, failures } = await world.mirror(key)
    expect({ result, code, failures }).to.deep.equal({ result: 'retry', code: 'cloudinary-502', failures: 2 })
  })
})
