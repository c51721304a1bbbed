import { expect } from 'chai'
import { Claim } from '../../shared/claim/claim.ts'
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
