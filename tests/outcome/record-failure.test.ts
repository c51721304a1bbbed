import { expect } from 'chai'
import { type Entry, emptyEntry } from '../../shared/model/entry.ts'
import { type Effect, type Failure, TransientError } from '../../shared/model/errors.ts'
import { limits } from '../../shared/model/limits.ts'
import { fail } from '../../shared/outcome/failure.ts'
import { deadLetters } from '../support/deliver.ts'
import { throws } from '../support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld } from '../support/world.ts'

const key = 'a.jpg'
const address = image('a')
const failure = (name: Failure['class'], effect: Effect, notBeforeMs?: number): Failure => {
  return { class: name, code: 'cloudinary-503', reason: 'some reason', effect, notBeforeMs }
}

/** A worker that has announced a request for a key. */
async function announced(before: Entry = emptyEntry(key), receiveCount = 1) {
  const world = new MemoryWorld()
  world.put(key, 'one')
  await world.record(before)
  const dependencies = world.dependencies()
  const claim = await world.claim(key, dependencies)
  await claim.announce('upload', address)
  const observed = world.object(key)
  const change = { key, events: [], receiveCount, redriven: false }
  return { world, context: { change, dependencies, mutations: [], claim, observed } }
}

describe('what a failure leaves in the ledger', () => {
  const counted = { failures: { count: 1, code: 'cloudinary-503', reason: 'some reason' } }
  for (const [name, isCounted] of [
    ['transient', true],
    ['unavailable', true],
    ['defect', true],
    ['throttled', false],
    ['waiting', false],
    ['halted', false],
  ] as const) {
    it(`is ${isCounted ? 'a failure more' : 'nothing'} where it is of the class ${name}, and no lease`, async () => {
      const { world, context } = await announced()
      await fail(context, failure(name, 'none'))
      expect(await world.entry(key)).to.deep.equal({ ...emptyEntry(key), ...(isCounted && counted) })
    })

    it(`is a doubt too where it may have had an effect, of the class ${name}`, async () => {
      const { world, context } = await announced()
      await fail(context, failure(name, 'unknown'))
      const doubt = { untilMs: world.clock.nowMs() + INVOCATION_MS + ATTEMPT_MS, addresses: [address] }
      expect(await world.entry(key)).to.deep.equal({ ...emptyEntry(key), doubt, ...(isCounted && counted) })
    })
  }

  it('is a refusal where it is permanent', async () => {
    const { world, context } = await announced()
    expect(await fail(context, failure('permanent', 'none'))).to.deep.include({ result: 'refused' })
    expect(await world.entry(key))
      .to.deep.include({ applied: { state: 'nothing' } })
      .and.have.property('refused')
  })

  it('is a deletion that is withheld where the guard keeps what has to go first', async () => {
    const { world, context } = await announced()
    expect(await fail(context, failure('withheld', 'none'))).to.deep.include({ result: 'done', code: 'withheld' })
    const deletion = { state: 'withheld', sinceMs: world.clock.nowMs() }
    expect(await world.entry(key)).to.deep.equal({ ...emptyEntry(key), deletion })
  })
})

describe('a failure', () => {
  const almost: Entry = {
    ...emptyEntry(key),
    failures: { count: limits.failuresMax - 1, code: 's3-503', reason: 'older' },
  }

  it('is the last of too many: the change is refused with its reason', async () => {
    const { world, context } = await announced(almost)
    expect(await fail(context, failure('transient', 'none'))).to.deep.include({
      result: 'refused',
      reason: 'some reason',
    })
    expect(deadLetters(world)).to.deep.equal(['cloudinary-503'])
    const entry = await world.entry(key)
    expect(entry).to.have.property('refused')
    expect(entry).not.to.have.property('failures')
  })

  it('that is not counted is never the last', async () => {
    const { world, context } = await announced(almost)
    expect(await fail(context, failure('throttled', 'none'))).to.deep.include({ result: 'retry' })
    expect((await world.entry(key)).failures).to.deep.equal(almost.failures)
  })

  it('is the change`s own where the breaker cannot be told', async () => {
    const { world, context } = await announced()
    world.moments.before('rows.read', throws(new TransientError('dynamodb-503', 'no')), 'breaker')
    const outcome = await fail(context, failure('unavailable', 'none'))
    expect(outcome).to.deep.include({ result: 'retry', code: 'cloudinary-503', failures: 1 })
    expect(outcome).not.to.have.property('halts')
  })

  it('is told to the breaker only where Cloudinary served nobody', async () => {
    for (const [name, failures] of [
      ['transient', 0],
      ['throttled', 0],
      ['halted', 0],
      ['unavailable', 1],
    ] as const) {
      const { world, context } = await announced()
      await fail(context, failure(name, 'none'))
      expect((await world.records.breaker.state()).failures).to.equal(failures)
    }
  })

  for (const [name, receiveCount, seconds] of [
    ['transient', 5, 1],
    ['throttled', 5, 16],
    ['waiting', 5, 15],
    ['halted', 1, 32],
  ] as const) {
    it(`of the class ${name} comes back after ${seconds} s at delivery ${receiveCount}`, async () => {
      const { context } = await announced(emptyEntry(key), receiveCount)
      expect(await fail(context, failure(name, 'none'))).to.deep.include({ delaySeconds: seconds })
    })
  }

  for (const name of ['transient', 'unavailable', 'throttled', 'halted'] as const) {
    it(`of the class ${name} keeps a time that was named`, async () => {
      const { world, context } = await announced()
      const notBeforeMs = world.clock.nowMs() + 3_600_000
      expect(await fail(context, failure(name, 'none', notBeforeMs))).to.deep.include({ delaySeconds: 3600 })
    })
  }

  it('comes back with its own cause where it cannot be recorded', async () => {
    const { world, context } = await announced()
    world.moments.before('rows.write', throws(new TransientError('dynamodb-503', 'no')), key)
    const outcome = await fail(context, failure('transient', 'none'))
    expect(outcome).to.deep.include({ result: 'retry', code: 'dynamodb-503', delaySeconds: 1 })
    expect(await world.entry(key)).to.have.property('attempt')
  })
})
