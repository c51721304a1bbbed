import { expect } from 'chai'
import { TransientError } from '../../shared/model/errors.ts'
import { type ScheduledSweep, sweepScheduled } from '../../shared/sweep/scheduled.ts'
import { throws } from '../support/moments.ts'
import { BUCKET, MemoryWorld, SETTLE_MS } from '../support/world.ts'

const TAGGED = { defaults: { tagsFrom: ['tag:Keywords'] } }

/** A world with mirrored objects, whose tags change without an event. */
async function withLostTags(...keys: readonly string[]): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  world.follow(TAGGED)
  for (const key of keys) await world.putMirrored(key, key)
  for (const key of keys) world.store.apply(0, { kind: 'tag', key, tags: { Keywords: 'sea' } })
  return world
}

function work(world: MemoryWorld, change: Partial<ScheduledSweep> = {}): ScheduledSweep {
  const { ledger, owners, source, queue, clock, rules } = world.dependencies()
  const { cursor } = world.records
  const settings = { bucket: BUCKET, settleMs: SETTLE_MS }
  const stores = { bucket: BUCKET, ledger, owners, source, queue, clock, rules, settings, cursor }
  return { ...stores, adopts: false, mayGoOn: async () => true, ...change }
}

describe('a sweep on schedule', () => {
  it('looks closer only where that is begun', async () => {
    const world = await withLostTags('a.jpg', 'b.jpg')
    expect(await sweepScheduled(work(world), { begins: false })).to.deep.include({ queued: 0, complete: true })
    const { closer } = await sweepScheduled(work(world), { begins: true })
    expect(closer).to.deep.include({ compared: 2, queued: 2, complete: true, reasons: { 'metadata-differs': 2 } })
    expect(await world.records.cursor('metadata').read()).to.equal(undefined)
    expect(await sweepScheduled(work(world), { begins: false })).to.not.have.property('closer')
  })

  it('goes on with a closer look that has begun, whichever schedule calls', async () => {
    const world = await withLostTags('a.jpg', 'b.jpg', 'c.jpg')
    await world.records.cursor('metadata').write({ after: 'a.jpg', mirrored: 1 })
    const { closer } = await sweepScheduled(work(world), { begins: false })
    expect(closer).to.deep.include({ compared: 2, queued: 2, complete: true })
    expect(await world.records.cursor('metadata').read()).to.equal(undefined)
  })

  it('compares nothing while the queue is full, and remembers how far the closer look has come', async () => {
    const world = await withLostTags('a.jpg')
    await world.records.cursor('metadata').write({ after: '0', mirrored: 0 })
    const result = await sweepScheduled(work(world, { mayGoOn: async () => false }), { begins: true })
    expect(result).to.deep.include({ compared: 0, complete: false })
    expect(result.closer).to.deep.include({ compared: 0, complete: false })
    expect(await world.records.cursor('metadata').read()).to.deep.equal({ after: '0', mirrored: 0 })
  })

  it('looks closer in half of its time where the listing would fill all of it, and then only', async () => {
    const world = await withLostTags('a.jpg', 'b.jpg')
    // The first page of the listing has used half of the call's time.
    const slow = { mayGoOn: async (part: number) => part > 0.5 }
    const { closer, ...listed } = await sweepScheduled(work(world, slow), { begins: true })
    expect(listed).to.deep.include({ compared: 0, complete: false })
    expect(closer).to.deep.include({ compared: 2, queued: 2, complete: true })
    expect(await sweepScheduled(work(world, slow), { begins: false })).to.deep.include({ compared: 2, complete: true })
  })

  it('leaves to a worker what it cannot look at, be it the only one', async () => {
    const world = await withLostTags('a.jpg')
    world.moments.before('source.observe', throws(new TransientError('s3-AccessDenied', 'no')), 'a.jpg')
    const { closer } = await sweepScheduled(work(world), { begins: true })
    expect(closer).to.deep.include({ queued: 1, complete: true })
  })

  it('fails where it can look at none of many', async () => {
    const keys = Array.from({ length: 16 }, (_, index) => `${index}.jpg`)
    const world = await withLostTags(...keys)
    for (const key of keys)
      world.moments.before('source.observe', throws(new TransientError('s3-AccessDenied', 'no')), key)
    const failed = await sweepScheduled(work(world), { begins: true }).catch((thrown: unknown) => thrown)
    expect(failed).to.include({ code: 's3-AccessDenied' })
  })

  it('asks no further where S3 says nothing to the first', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `${index}.jpg`)
    const world = await withLostTags(...keys)
    let asked = 0
    const isSilent = () => {
      asked++
      throw new TransientError('s3-TimeoutError', 'no answer')
    }
    for (const key of keys) world.moments.before('source.observe', isSilent, key)
    const failed = await sweepScheduled(work(world), { begins: true }).catch((thrown: unknown) => thrown)
    expect(failed).to.include({ code: 's3-TimeoutError' })
    expect(asked).to.equal(16)
  })

  it('remembers that it has begun, where it comes no further', async () => {
    const world = await withLostTags('a.jpg', 'b.jpg')
    const busy = { mayGoOn: async () => false }
    await sweepScheduled(work(world, busy), { begins: true })
    const { closer } = await sweepScheduled(work(world), { begins: false })
    expect(closer).to.deep.include({ compared: 2, queued: 2, complete: true })
  })

  it('queues what the listing shows once', async () => {
    const world = await withLostTags('a.jpg')
    world.put('new.jpg', 'new')
    const result = await sweepScheduled(work(world), { begins: true })
    expect(result).to.deep.include({ queued: 1, reasons: { 'only-in-source': 1 } })
    expect(result.closer).to.deep.include({ queued: 1, reasons: { 'metadata-differs': 1 } })
  })
})
