import { expect } from 'chai'
import { jpeg } from '../local/pictures.ts'
import { desired } from '../rules/fixtures.ts'
import { failureOf, key, plain, stored, upload, useCloudinary } from './cloudinary-stand-in.ts'

const { address } = plain

describe('the Cloudinary adapter, where a request fails,', () => {
  const cloudinary = useCloudinary()

  it('does not take a stale request for a rename that is refused', async () => {
    const cloud = cloudinary.assets()
    await cloudinary.fault({ operation: 'rename', status: 400, message: 'Stale request - reported time is old' })
    const to = { ...address, publicId: 'moved' }
    const failure = await failureOf(cloud.rename({ from: address, to, invalidate: true, timeoutMs: 5000 }))
    expect(failure).to.include({ code: 'cloudinary-400', effect: 'none' })
  })

  it('sends no change for which the look before it has left too little time', async () => {
    const cloud = cloudinary.assets()
    const before = await stored(cloud.upload(upload('slow')))
    await cloudinary.fault({ operation: 'explicit', delayMs: 3000 })
    const tagged = desired(key, undefined, { defaults: { tags: ['late'] } })
    const update = cloud.update({ address, desired: tagged, ours: { context: [], tags: [] }, timeoutMs: 5500 })
    expect(await failureOf(update)).to.include({ code: 'out-of-time', kind: 'waiting', effect: 'none' })
    expect((await cloud.find(address, 5000))?.tags).to.deep.equal(before.tags)
  })

  it('tries again after a 420 that names no time', async () => {
    await cloudinary.fault({ operation: 'upload', status: 420, effect: 'none', times: 2 })
    expect((await stored(cloudinary.assets().upload(upload('three')))).sizeBytes).to.equal(jpeg('three').length)
  })

  it('waits for a time that is near, and not for longer than half of its own', async () => {
    const near = { operation: 'upload', status: 429, effect: 'none', retryAfterSeconds: 1 }
    await cloudinary.fault(near)
    const patient = { ...upload('near'), timeoutMs: 60_000 }
    expect((await stored(cloudinary.assets().upload(patient))).sizeBytes).to.equal(jpeg('near').length)
    await cloudinary.fault(near)
    const hurried = { ...upload('hurried'), timeoutMs: 1500 }
    expect(await failureOf(cloudinary.assets().upload(hurried))).to.include({ code: 'cloudinary-429' })
  })

  it('has all that come at once stored where only some may in a second, and the next is named', async () => {
    await cloudinary.setFaults({ rejectAbovePerSecond: 2 })
    const cloud = cloudinary.assets()
    const names = ['a', 'b', 'c', 'd', 'e']
    const sent = names.map((name) =>
      stored(cloud.upload({ ...upload(name), desired: desired(`${name}.jpg`), timeoutMs: 60_000 })),
    )
    expect((await Promise.all(sent)).map(({ sizeBytes }) => sizeBytes)).to.deep.equal(
      names.map((name) => jpeg(name).length),
    )
  })

  it('leaves a 429 alone until the time that its Retry-After names', async () => {
    await cloudinary.fault({ operation: 'upload', status: 429, effect: 'none', retryAfterSeconds: 77 })
    const sentMs = Date.now()
    const failure = await failureOf(cloudinary.assets().upload(upload('four')))
    expect(failure).to.include({ code: 'cloudinary-429', effect: 'none' })
    expect(failure.notBeforeMs).to.be.within(sentMs + 70_000, Date.now() + 78_000)
  })

  it('does not know whether an unanswered request had an effect', async () => {
    await cloudinary.fault({ operation: 'upload', effect: 'applied', reset: true })
    expect(await failureOf(cloudinary.assets().upload(upload('five')))).to.include({ effect: 'unknown' })
    await cloudinary.fault({ operation: 'upload', status: 503, effect: 'applied' })
    expect(await failureOf(cloudinary.assets().upload(upload('six')))).to.include({ effect: 'unknown' })
  })

  it('calls a wrong secret transient, and never repeats it', async () => {
    const failure = await failureOf(cloudinary.assets({ apiSecret: 'wr0ng' }).upload(upload('seven')))
    expect(failure.code).to.equal('cloudinary-401')
    expect(`${failure.message} ${JSON.stringify(failure)} ${String(failure.cause)}`).not.to.match(/wr0ng|s3cret/)
  })
})
