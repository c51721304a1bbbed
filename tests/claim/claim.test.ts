import { expect } from 'chai'
import { Claim } from '../../shared/claim/claim.ts'
import { attemptDeadlineMs, requestTimeMs } from '../../shared/claim/dependencies.ts'
import { type Entry, emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld } from '../support/world.ts'

const key = 'a.jpg'
const address = image('a')
const failures = { count: 1, code: 'defect', reason: 'r' } as const

/** A world in which another worker has announced an upload of the key. */
async function announced() {
  const world = new MemoryWorld()
  await (await world.claim(key)).announce('upload', address)
  return { world, entry: await world.entry(key) }
}

describe('claiming a key', () => {
  it('that is free writes nothing yet', async () => {
    const world = new MemoryWorld()
    const claim = await world.claim(key)
    expect(claim.entry).to.deep.equal(emptyEntry(key))
    expect(claim.isChanged).to.equal(false)
    expect(world.table.rows.size).to.equal(0)
  })

  it('that another worker has leased is not possible, until the lease is over', async () => {
    const { world, entry } = await announced()
    world.clock.advance(INVOCATION_MS - 1)
    expect(await Claim.on(world.dependencies(), key)).to.equal(undefined)
    world.clock.advance(1)
    expect(await Claim.on(world.dependencies(), key)).to.be.instanceOf(Claim)
    expect(await world.entry(key)).to.deep.equal(entry)
  })

  it('makes a doubt of the attempt that an expired lease has left open', async () => {
    const { world, entry } = await announced()
    world.clock.advance(INVOCATION_MS)
    const claim = await world.claim(key)
    const doubt = { untilMs: entry.attempt?.deadlineMs, addresses: [address] }
    expect(claim.entry).to.deep.equal({ ...emptyEntry(key), doubt })
    expect(claim.isChanged).to.equal(true)
  })

  it('reads an attempt whose deadline is over as what it may have left', async () => {
    const { world } = await announced()
    world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
    const { entry } = await world.claim(key)
    expect(entry).to.deep.equal({ key, applied: { state: 'unknown', address, because: 'request' } })
  })

  it('that has the same token`s lease is possible at once', async () => {
    const { world, entry } = await announced()
    expect(await Claim.on(world.dependencies(), key, entry.lease?.token)).to.be.instanceOf(Claim)
    expect(await Claim.on(world.dependencies(), key, 'another')).to.equal(undefined)
  })

  it('gives each claim a token of its own', async () => {
    const world = new MemoryWorld()
    const dependencies = world.dependencies()
    const [one, other] = [await world.claim(key, dependencies), await world.claim(key, dependencies)]
    expect(one.token).not.to.equal(other.token)
  })
})

describe('announcing a request', () => {
  it('writes the lease and the attempt in one write', async () => {
    const world = new MemoryWorld()
    let entry = await world.entry(key)
    world.moments.after('rows.write', async () => {
      entry = await world.entry(key)
    })
    await (await world.claim(key)).announce('upload', address)
    const endMs = world.clock.nowMs() + INVOCATION_MS
    const { token = '' } = entry.lease ?? {}
    expect(entry).to.deep.equal({
      ...emptyEntry(key),
      lease: { token, untilMs: endMs },
      attempt: { token, operation: 'upload', address, deadlineMs: endMs + ATTEMPT_MS },
    })
  })

  it('gives each a token of its own', async () => {
    const world = new MemoryWorld()
    const claim = await world.claim(key)
    await claim.announce('upload', address)
    const first = (await world.entry(key)).attempt?.token
    await claim.announce('upload', address)
    const second = (await world.entry(key)).attempt?.token
    expect([first, second]).to.deep.equal([claim.token, `${claim.token}/1`])
  })

  it('counts the deadline from the end of the invocation, as often as there is to be patience', async () => {
    const world = new MemoryWorld()
    const dependencies = world.dependencies()
    const claim = await world.claim(key, dependencies)
    world.clock.advance(5000)
    await claim.announce('upload', address, 4)
    const { attempt, lease } = await world.entry(key)
    expect(attempt?.deadlineMs).to.equal(dependencies.deadlineMs + 4 * ATTEMPT_MS)
    expect(attempt?.deadlineMs).to.equal(attemptDeadlineMs(dependencies, 4))
    expect(lease?.untilMs).to.equal(dependencies.deadlineMs)
  })

  it('keeps all else that the draft says', async () => {
    const world = new MemoryWorld()
    await world.record({ ...emptyEntry(key), failures })
    const claim = await world.claim(key)
    claim.entry = { ...claim.entry, orphans: [image('b')] }
    await claim.announce('destroy', image('b'))
    expect(await world.entry(key)).to.deep.include({ failures, orphans: [image('b')] })
  })

  it('fails where another worker has claimed the key since, and leaves its lease alone', async () => {
    const world = new MemoryWorld()
    const late = await world.claim(key)
    await (await world.claim(key)).announce('upload', address)
    const theirs = await world.entry(key)
    const thrown = await late.announce('upload', address).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 'superseded', kind: 'waiting' })
    expect(await world.entry(key)).to.deep.equal(theirs)
  })
})

describe('a claim', () => {
  it('saves again and again, each time upon its own last save', async () => {
    const world = new MemoryWorld()
    const claim = await world.claim(key)
    for (const count of [1, 2, 3]) {
      claim.entry = { ...emptyEntry(key), failures: { ...failures, count } }
      expect(claim.isChanged).to.equal(true)
      await claim.save()
      expect(claim.isChanged).to.equal(false)
    }
    expect((await world.entry(key)).failures?.count).to.equal(3)
  })

  it('records nothing once its lease has run out and another worker has taken the key', async () => {
    const world = new MemoryWorld()
    const late = await world.claim(key)
    await late.announce('upload', address)
    world.clock.advance(INVOCATION_MS)
    await (await world.claim(key)).announce('destroy', address)
    const theirs = await world.entry(key)
    late.entry = { ...late.entry, failures }
    for (const record of [() => late.save(), () => late.finish()]) {
      const thrown = await record().catch((error: unknown) => error)
      expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 'superseded', kind: 'waiting' })
    }
    expect(await world.entry(key)).to.deep.equal(theirs)
  })

  it('finishes without the lease', async () => {
    const world = new MemoryWorld()
    const claim = await world.claim(key)
    await claim.announce('upload', address)
    const { attempt: _, ...answered } = claim.entry
    claim.entry = { ...answered, failures }
    await claim.finish()
    expect(await world.entry(key)).to.deep.equal({ ...emptyEntry(key), failures })
  })

  it('writes nothing at its finish where nothing is new', async () => {
    const world = new MemoryWorld()
    const stored: Entry = { ...emptyEntry(key), failures }
    await world.record(stored)
    const { revision } = await world.records.ledger.read(key)
    await (await world.claim(key)).finish()
    expect(await world.records.ledger.read(key)).to.deep.equal({ entry: stored, revision })
  })
})

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
