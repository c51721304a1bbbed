import { expect } from 'chai'
import { MemoryWorld, SETTLE_MS } from './support/world.ts'

describe('a change that waits', () => {
  it('says how long a copy waits in all, which may be a new name, and for what', async () => {
    const world = new MemoryWorld()
    await world.putMirrored('a.jpg', 'one')
    world.clock.advance(60_000)
    world.put('copy.jpg', 'one')
    world.clock.advance(2000)
    expect(await world.mirror('copy.jpg')).to.deep.include({
      code: 'wait',
      reason: 'a copy of a.jpg, or its new name',
      waitSeconds: SETTLE_MS / 1000 - 2,
      delaySeconds: 1,
    })
  })
})
