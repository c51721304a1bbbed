import { expect } from 'chai'
import { TransientError } from '../shared/model/errors.ts'
import { limits } from '../shared/model/limits.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { MemoryWorld } from './support/world.ts'

const key = 'a.jpg'

describe('a change of a key whose row is damaged', () => {
  it('comes back by itself where it cannot be refused, and takes no other change with it', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.damage(key, { applied: undefined })
    world.moments.before('queue.reject', throws(new TransientError('sqs-503', 'SQS is down')))
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'sqs-503' })
    expect(await world.mirror(key)).to.deep.include({ result: 'refused', code: 'malformed-entry' })
    expect(deadLetters(world)).to.have.length(1)
  })

  it('is told of once, again after a redrive, and again when the letter must be gone', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    world.damage(key, { applied: { state: 'asset' } })
    const lettersAfter = async (change: { redrivenMs?: number } = {}) => {
      const outcome = await world.mirror(key, change)
      expect(outcome).to.deep.include({ result: 'refused', code: 'malformed-entry' })
      expect(outcome.reason).to.contain("the ledger's row of a.jpg is damaged")
      return deadLetters(world).length
    }
    expect([await lettersAfter(), await lettersAfter(), await lettersAfter()]).to.deep.equal([1, 1, 1])
    world.clock.advance(1000)
    expect(await lettersAfter({ redrivenMs: world.clock.nowMs() })).to.equal(2)
    expect(await lettersAfter()).to.equal(2)
    world.clock.advance(limits.deadLetterMs)
    expect(await lettersAfter()).to.equal(3)
  })

  it('leaves the row as it is, but for that', async () => {
    const world = new MemoryWorld()
    await world.putMirrored(key, 'one')
    const applied = { state: 'asset', odd: true }
    world.damage(key, { applied })
    await world.mirror(key)
    const [row] = world.table.partition('studio')
    expect(row?.body).to.deep.include({ key, applied, letterMs: world.clock.nowMs() })
    expect(row).to.have.property('content')
  })
})
