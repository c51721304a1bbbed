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
  return { class: name, scope: 'cloud', code: 'cloudinary-503', reason: 'some reason', effect, notBeforeMs }
}
const down = new TransientError('cloudinary-503', 'down', { scope: 'cloud' })

/** A worker that has announced a request for a key. */
async function announced(before: Entry = emptyEntry(key), receiveCount = 1) {
  const world = new MemoryWorld()
  world.put(key, 'one')
  await world.record(before)
  const dependencies = world.dependencies()
  const claim = await world.claim(key, dependencies)
  await claim.announce('upload', address)
  const observed = world.object(key)
  const change = { key, events: [], receiveCount }
  return { world, context: { change, dependencies, mutations: [], claim, observed } }
}

/** Another key has failed just so. */
async function suspect({ records }: MemoryWorld, other: string): Promise<void> {
  const of = { scope: 'cloud', code: 'cloudinary-503', reason: 'some reason' } as const
  await records.breaker.judge({ key: other, ...of, isFresh: true, isLast: false }, async () => undefined)
}

describe('what a failure leaves in the ledger', () => {
  const countedIn = (world: MemoryWorld) => {
    const { etag, lastModifiedMs } = world.object(key)
    const atMs = world.clock.nowMs()
    const cause = { code: 'cloudinary-503', reason: 'some reason' }
    const times = { sinceMs: atMs, atMs, retryMs: atMs + 1000 }
    return { failures: { count: 1, ...cause, ...times, object: { etag, lastModifiedMs } } }
  }
  for (const [name, isCounted] of [
    ['transient', true],
    ['defect', true],
    ['throttled', false],
    ['waiting', false],
  ] as const) {
    it(`is ${isCounted ? 'a failure more' : 'nothing'} where it is of the class ${name}, and no lease`, async () => {
      const { world, context } = await announced()
      await fail(context, failure(name, 'none'))
      expect(await world.entry(key)).to.deep.equal({ ...emptyEntry(key), ...(isCounted && countedIn(world)) })
    })

    it(`is a doubt too where it may have had an effect, of the class ${name}`, async () => {
      const { world, context } = await announced()
      await fail(context, failure(name, 'unknown'))
      const doubt = { untilMs: world.clock.nowMs() + INVOCATION_MS + ATTEMPT_MS, addresses: [address] }
      expect(await world.entry(key)).to.deep.equal({ ...emptyEntry(key), doubt, ...(isCounted && countedIn(world)) })
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

  it('is not counted where the breaker cannot be asked whose it is, not even the last', async () => {
    const { world, context } = await announced(almost)
    world.moments.before('rows.read', throws(new TransientError('dynamodb-503', 'no')), 'breaker')
    const outcome = await fail(context, failure('transient', 'none'))
    expect(outcome).to.deep.include({ result: 'retry', code: 'cloudinary-503' })
    expect(outcome).not.to.have.any.keys('halts', 'failures')
    expect(await world.entry(key)).to.deep.equal(almost)
  })

  it('is told to the breaker where it may be the stage`s, and not where the key has failed so before', async () => {
    for (const [scope, before, suspected] of [
      ['cloud', emptyEntry(key), ['a.jpg']],
      ['key', emptyEntry(key), []],
      ['cloud', { ...emptyEntry(key), failures: { count: 1, code: 'cloudinary-503', reason: 'no' } }, []],
    ] as const) {
      const { world, context } = await announced(before)
      await fail(context, { ...failure('transient', 'none'), scope })
      const { suspicions } = await world.records.breaker.state()
      expect(suspicions.flatMap(({ keys }) => keys)).to.deep.equal(suspected)
    }
  })

  it('is the stage`s where a probe bears three keys out: it is not counted, and comes back soon', async () => {
    const { world, context } = await announced()
    for (const other of ['b.jpg', 'c.jpg']) await suspect(world, other)
    world.moments.before('assets.find', throws(down))
    const outcome = await fail(context, failure('transient', 'none'))
    expect(outcome).to.deep.include({ result: 'retry', code: 'cloud-trouble', halts: true, delaySeconds: 30 })
    expect(await world.entry(key)).to.deep.equal(emptyEntry(key))
  })

  it('is the key`s own where the probe finds all well, and the others are no evidence any more', async () => {
    const { world, context } = await announced()
    for (const other of ['b.jpg', 'c.jpg']) await suspect(world, other)
    expect(await fail(context, failure('transient', 'none'))).to.deep.include({ code: 'cloudinary-503', failures: 1 })
    expect((await world.records.breaker.state()).suspicions).to.deep.equal([])
  })

  it('is never the last while the stage is in trouble, which a probe finds out', async () => {
    const { world, context } = await announced(almost)
    world.moments.before('assets.find', throws(down))
    expect(await fail(context, failure('transient', 'none'))).to.deep.include({ code: 'cloud-trouble', halts: true })
    expect(deadLetters(world)).to.deep.equal([])
    expect(await world.entry(key)).to.deep.equal(almost)
  })

  it('leaves no time for a probe where the invocation ends: then it is counted, and judged before the next try', async () => {
    const { world, context } = await announced(almost)
    world.clock.advance(INVOCATION_MS - 1000)
    expect(await fail(context, failure('transient', 'none'))).to.deep.include({ result: 'retry' })
    const { failures, refused } = await world.entry(key)
    expect(failures).to.include({ count: limits.failuresMax, unjudged: 'cloud' })
    expect([refused, deadLetters(world)]).to.deep.equal([undefined, []])
  })

  for (const [name, receiveCount, seconds] of [
    ['transient', 5, 1],
    ['throttled', 5, 16],
    ['waiting', 5, 15],
  ] as const) {
    it(`of the class ${name} comes back after ${seconds} s at delivery ${receiveCount}`, async () => {
      const { context } = await announced(emptyEntry(key), receiveCount)
      expect(await fail(context, failure(name, 'none'))).to.deep.include({ delaySeconds: seconds })
    })
  }

  for (const name of ['transient', 'throttled'] as const) {
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
