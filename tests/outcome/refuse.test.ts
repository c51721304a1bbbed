import { expect } from 'chai'
import { writeMessage } from '../../shared/event/write-message.ts'
import { emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { refuse } from '../../shared/outcome/refuse.ts'
import { refusalDigestOf } from '../../shared/rules/desired-asset.ts'
import { matched } from '../rules/fixtures.ts'
import { deadLetters } from '../support/deliver.ts'
import { throws } from '../support/moments.ts'
import { BUCKET, MemoryWorld } from '../support/world.ts'

const key = 'a.jpg'
const cause = { code: 'cloudinary-400', reason: 'Invalid image file' } as const
const change = { key, events: [], receiveCount: 1 }

/** A world in which a change is refused for an object that is there, or has gone. */
async function withClaim({ isThere = true, name = key } = {}) {
  const world = new MemoryWorld()
  if (isThere) world.put(name, 'one')
  const dependencies = world.dependencies()
  const claim = await world.claim(name, dependencies)
  const observed = await dependencies.source.observe(name)
  return { world, context: { change: { ...change, key: name }, dependencies, mutations: [], claim, observed } }
}

describe('refusing a change', () => {
  it('puts it into the dead-letter queue, with the reason and the key', async () => {
    const { world, context } = await withClaim()
    const refused = { key, result: 'refused', ...cause, mutations: [] }
    expect(await refuse(context, cause)).to.deep.equal(refused)
    const [{ body, attributes } = { body: '', attributes: {} }] = world.deadLetters.messages.values()
    const source = 'refusal'
    expect(body).to.equal(writeMessage({ bucket: BUCKET, key, source, atMs: world.clock.nowMs() }))
    expect(attributes).to.deep.equal({
      RejectionCode: 'cloudinary-400',
      RejectionReason: 'Invalid image file',
      ObjectKey: key,
    })
  })

  it('remembers for which object, and by which rules', async () => {
    const { world, context } = await withClaim()
    await refuse(context, cause)
    const { etag, sizeBytes, lastModifiedMs } = world.object(key)
    expect((await world.entry(key)).refused).to.deep.equal({
      ...{ etag, sizeBytes, lastModifiedMs, ...cause, atMs: world.clock.nowMs(), letterMs: world.clock.nowMs() },
      rules: matched(key).digest,
      digest: refusalDigestOf(matched(key), world.object(key)),
    })
  })

  it('remembers nothing before the dead letter is there', async () => {
    const { world, context } = await withClaim()
    let before: unknown
    world.moments.after('queue.reject', async () => {
      before = [deadLetters(world), await world.entry(key)]
    })
    await refuse(context, cause)
    expect(before).to.deep.equal([['cloudinary-400'], emptyEntry(key)])
  })

  it('remembers nothing where the dead-letter queue does not answer', async () => {
    const { world, context } = await withClaim()
    world.moments.before('queue.reject', throws(new TransientError('sqs-503', 'no')))
    const thrown = await refuse(context, cause).catch((error: unknown) => error)
    expect(thrown).to.include({ code: 'sqs-503' })
    expect([deadLetters(world), await world.entry(key)]).to.deep.equal([[], emptyEntry(key)])
  })

  it('is refused under no rules where they ignore the key', async () => {
    const { world, context } = await withClaim({ name: 'a.filepart' })
    await refuse(context, cause)
    expect((await world.entry('a.filepart')).refused).to.deep.include({ rules: '', digest: '' })
  })

  for (const [name, left] of [
    ['nobody has asked for the object', { observed: undefined }],
    ['nobody has the key', { claim: undefined }],
  ] as const) {
    it(`remembers nothing where ${name}`, async () => {
      const { world, context } = await withClaim()
      expect(await refuse({ ...context, ...left }, cause)).to.deep.include({ result: 'refused' })
      expect([deadLetters(world), world.recordedKeys]).to.deep.equal([['cloudinary-400'], []])
    })
  }

  it('remembers that a deletion was refused, where the object is gone', async () => {
    const { world, context } = await withClaim({ isThere: false })
    await refuse(context, cause)
    expect((await world.entry(key)).refused).to.deep.include({ ...cause, etag: '', rules: matched(key).digest })
  })

  it('writes one letter for the same refusal, and another when the first must be gone', async () => {
    const { world, context } = await withClaim()
    await refuse(context, cause)
    world.clock.advance(13 * 86_400_000)
    await refuse(context, cause)
    expect(deadLetters(world)).to.deep.equal(['cloudinary-400'])
    world.clock.advance(86_400_000)
    await refuse(context, cause)
    expect(deadLetters(world)).to.deep.equal(['cloudinary-400', 'cloudinary-400'])
  })

  it('says when a sweep tries again what may pass, later each time', async () => {
    const { world, context } = await withClaim()
    for (const [times, hours] of [
      [1, 1],
      [2, 2],
      [3, 4],
    ] as const) {
      await refuse(context, cause, { isUsedUp: true })
      const atMs = world.clock.nowMs() + hours * 3_600_000
      expect((await world.entry(key)).refused?.retry).to.deep.equal({ atMs, times })
    }
  })

  it('waits longer each time too where what may pass is now this and now that', async () => {
    const { world, context } = await withClaim()
    for (const [code, times] of [
      ['s3-503', 1],
      ['cloudinary-403', 2],
      ['s3-503', 3],
    ] as const) {
      await refuse(context, { code, reason: 'no' }, { isUsedUp: true })
      expect((await world.entry(key)).refused?.retry).to.deep.include({ times })
    }
    expect(deadLetters(world)).to.deep.equal(['s3-503'])
    await refuse(context, cause)
    expect((await world.entry(key)).refused).not.to.have.property('retry')
    expect(deadLetters(world)).to.deep.equal(['s3-503', 'cloudinary-400'])
  })

  it('writes one letter for failures of an object of which S3 tells nothing', async () => {
    const { world, context } = await withClaim()
    context.claim.entry = { ...context.claim.entry, failures: { count: 12, code: 's3-403', reason: 'no' } }
    for (let times = 0; times < 3; times++) await refuse({ ...context, observed: undefined }, cause, { isUsedUp: true })
    expect(deadLetters(world)).to.deep.equal(['cloudinary-400'])
    world.clock.advance(14 * 86_400_000)
    await refuse({ ...context, observed: undefined }, cause, { isUsedUp: true })
    expect(deadLetters(world)).to.have.length(2)
  })

  it('gives the key back', async () => {
    const { world, context } = await withClaim()
    await context.claim.announce('upload', { resourceType: 'image', type: 'upload', publicId: 'a' })
    const { attempt: _, ...closed } = context.claim.entry
    context.claim.entry = closed
    await refuse(context, cause)
    expect(await world.entry(key)).to.not.have.any.keys('lease', 'attempt')
  })
})
