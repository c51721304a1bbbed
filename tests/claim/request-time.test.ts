import { expect } from 'chai'
import { requestTimeMs } from '../../shared/claim/dependencies.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { INVOCATION_MS, MemoryWorld } from '../support/world.ts'

const key = 'a.jpg'

describe('the time for a request', () => {
  for (const [name, passedMs, expectedMs] of [
    ['is a minute at most', 0, 60_000],
    ['leaves three seconds for the record', INVOCATION_MS - 10_000, 7000],
    ['is three seconds at least', INVOCATION_MS - 6000, 3000],
  ] as const) {
    it(name, () => {
      const world = new MemoryWorld()
      const dependencies = world.dependencies()
      world.clock.advance(passedMs)
      expect(requestTimeMs(dependencies)).to.equal(expectedMs)
    })
  }

  for (const leftMs of [5999, 3000, 2999, 0, -1000]) {
    it(`is none ${leftMs} ms before the end: nothing is sent that could not be waited for`, () => {
      const world = new MemoryWorld()
      const dependencies = world.dependencies()
      world.clock.advance(INVOCATION_MS - leftMs)
      expect(() => requestTimeMs(dependencies))
        .to.throw(TransientError)
        .and.include({ code: 'out-of-time', kind: 'waiting', effect: 'none' })
    })
  }

  it('is asked again before each request of a mutation', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.remove(key)
    await world.mirror(key)
    world.clock.advance(20_000)
    // The look at the asset takes all the time that there is.
    world.moments.after('assets.find', () => world.clock.advance(INVOCATION_MS - 5000))
    expect(await world.mirror(key)).to.include({ result: 'retry', code: 'out-of-time' })
    expect(world.account).to.have.property('image/a', 'one')
    expect(await world.entry(key)).to.not.have.any.keys('attempt', 'doubt')
    await world.mirror(key)
    expect(world.account).to.deep.equal({})
  })
})
