import { expect } from 'chai'
import { PermanentError, TransientError } from '../shared/model/errors.ts'
import { limits } from '../shared/model/limits.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { INVOCATION_MS, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const refused = new TransientError('cloudinary-423', 'still at work on it')

/** A world with a key that has failed once, and whose other messages come while its pause is not over. */
async function withResting(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.put(key, 'one')
  world.moments.before('assets.upload', throws(refused))
  expect(await world.mirror(key)).to.include({ result: 'retry', failures: 1 })
  return world
}
const often = limits.unnotedDeliveriesMax + 1

describe('a key that waits out its pause after a failure', () => {
  it('leaves no trace of a delivery that would never have ended', async () => {
    const world = await withResting()
    expect(await world.mirror(key, { receiveCount: often })).to.include({ result: 'retry', code: 'resting' })
    expect(await world.entry(key)).to.not.have.property('unended')
    world.clock.advance(60_000)
    expect(await world.mirror(key, { receiveCount: often })).to.include({ result: 'done' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('is not refused for it, however many messages it has', async () => {
    const world = await withResting()
    for (let delivery = 0; delivery < limits.unendedMax + 2; delivery++) {
      // The pause is not over yet.
      const { failures, ...entry } = await world.entry(key)
      if (!failures) throw new Error('expected a failure')
      await world.record({ ...entry, failures: { ...failures, retryMs: world.clock.nowMs() + INVOCATION_MS } })
      expect(await world.mirror(key, { receiveCount: often })).to.include({ code: 'resting' })
      world.clock.advance(INVOCATION_MS)
    }
    expect(deadLetters(world)).to.deep.equal([])
  })
})

describe('a delivery that was noted as it began', () => {
  for (const [name, befall] of [
    ['is done', () => undefined],
    ['waits', (world: MemoryWorld) => world.remove(key)],
    ['fails', (world: MemoryWorld) => world.moments.before('assets.upload', throws(refused))],
    [
      'is refused',
      (world: MemoryWorld) => world.moments.before('assets.upload', throws(new PermanentError('cloudinary-400', 'no'))),
    ],
    ['finds S3 in trouble', (world: MemoryWorld) => world.moments.before('source.observe', throws(refused))],
  ] as const) {
    it(`leaves no note where it ${name}`, async () => {
      const world = new MemoryWorld()
      await world.putMirrored(key, 'one')
      world.put(key, 'two')
      befall(world)
      await world.mirror(key, { receiveCount: often })
      expect(await world.entry(key)).to.not.have.property('unended')
    })
  }
})
