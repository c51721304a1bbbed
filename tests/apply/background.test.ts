import { expect } from 'chai'
import { apply } from '../../shared/apply/apply.ts'
import { finishBackgroundUpload } from '../../shared/apply/background.ts'
import { limits } from '../../shared/model/limits.ts'
import { decide } from '../../shared/plan/decide.ts'
import { md5Of } from '../simulation/services/object-store.ts'
import { ATTEMPT_MS, INVOCATION_MS, image } from '../support/world.ts'
import { key, taken, withLargeObject } from './large-object.ts'
import { prepare, rejection } from './prepare.ts'

const address = image('a')

describe('an upload in the background', () => {
  it('is taken at once, and stays announced for longer without a lease', async () => {
    const world = withLargeObject()
    const { claim, apply } = await prepare(world, key, 'upload')
    expect(await apply()).to.deep.equal({ isSent: true })
    expect(world.account).to.deep.equal({})
    await claim.finish()
    const { attempt, lease } = await world.entry(key)
    expect(lease).to.equal(undefined)
    const deadlineMs = world.clock.nowMs() + INVOCATION_MS + limits.backgroundPatience * ATTEMPT_MS
    expect(attempt).to.deep.include({ token: claim.token, operation: 'upload', address, deadlineMs })
    expect(attempt?.background?.object).to.deep.include({ etag: md5Of('one'), etagIsMd5: true })
  })

  it('is not taken for the one before it of the same claim, which has landed', async () => {
    const world = withLargeObject()
    const first = await prepare(world, key, 'upload')
    await first.apply()
    world.inBackground.shift()?.()
    const { source } = first.dependencies
    await finishBackgroundUpload(first.claim, first.dependencies)
    world.put(key, 'two', true)
    world.clock.advance(3000)
    const next = await decide(first.claim.entry, await source.observe(key), first.dependencies)
    if (next.kind !== 'upload') throw new Error(`expected an upload, found ${next.kind}`)
    await apply(next, first.claim, first.dependencies)
    await finishBackgroundUpload(first.claim, first.dependencies)
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(first.claim.entry.attempt).to.have.property('background')
    world.inBackground.shift()?.()
    await finishBackgroundUpload(first.claim, first.dependencies)
    expect(first.claim.entry.applied).to.have.nested.property('content.etag', world.object(key).etag)
  })

  for (const [name, config] of [
    ['the object is not large', { asyncAboveBytes: 2000 }],
    ['the rules do not say what is large, and it is small', {}],
  ] as const) {
    it(`is none where ${name}`, async () => {
      const world = withLargeObject()
      world.follow(config)
      await (await prepare(world, key, 'upload')).apply()
      expect(world.account).to.deep.equal({ 'image/a': 'one' })
      expect(world.inBackground).to.deep.equal([])
    })
  }

  it('is looked for soon, and ever more seldom, where no webhook can reach us', async () => {
    const world = withLargeObject()
    world.webhookUrl = undefined
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'pending', delaySeconds: 1 })
    expect(await world.mirror(key, { receiveCount: 3 })).to.deep.include({ code: 'pending', delaySeconds: 4 })
    world.inBackground.shift()?.()
    expect(await world.mirror(key, { receiveCount: 4 })).to.deep.include({ result: 'done', mutations: [] })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('looks first, since it would not tell that it has met an asset', async () => {
    const world = withLargeObject()
    world.addAsset(address, 'theirs')
    const { apply } = await prepare(world, key, 'upload')
    expect(await rejection(apply())).to.include({ code: 'foreign-asset' })
    expect(world.inBackground).to.deep.equal([])
  })

  it('overwrites the key`s own asset without a look', async () => {
    const world = await taken()
    world.inBackground[0]?.()
    await world.mirror(key)
    world.put(key, 'two')
    await (await prepare(world, key, 'upload')).apply()
    expect(world.inBackground).to.have.length(2)
  })
})
