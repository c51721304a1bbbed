import { expect } from 'chai'
import { Invocation } from '../simulation/invocation.ts'
import { play } from '../simulation/play.ts'
import { simulatedPorts } from '../simulation/ports.ts'
import { BUCKET, type World } from '../simulation/world.ts'
import { addAsset, assetOf, differences, mirrored, sweepAll } from './closer-look.ts'

describe('a sweep that looks closer', () => {
  const cases: readonly (readonly [string, (world: World) => void, key: string, reason: string])[] = [
    [
      'an asset that was deleted in Cloudinary',
      (world) => void world.media.apply(world.nowMs, { kind: 'destroy', address: assetOf(world, 'a').address }),
      'a.jpg',
      'asset-missing',
    ],
    [
      'one whose bytes were replaced',
      (world) => {
        const asset = assetOf(world, 'b')
        asset.bytes = { name: 'other bytes', inParts: false }
        asset.version += 5
      },
      'b.jpg',
      'asset-changed',
    ],
    [
      'one whose bytes were replaced, and its labels with them',
      (world) => {
        const asset = assetOf(world, 'b')
        asset.bytes = { name: 'other bytes', inParts: false }
        asset.version += 5
        asset.context = {}
        asset.tags = []
      },
      'b.jpg',
      'asset-changed',
    ],
    [
      'one that was deleted and made again, with its labels',
      (world) => {
        const { address } = assetOf(world, 'b')
        const { context } = assetOf(world, 'b')
        world.media.apply(world.nowMs, { kind: 'destroy', address })
        addAsset(world, 'b', context)
      },
      'b.jpg',
      'asset-changed',
    ],
    [
      'one that has lost its context',
      (world) => {
        assetOf(world, 'c').context = { source_bucket: BUCKET, source_key: 'c.jpg' }
      },
      'c.jpg',
      'asset-relabelled',
    ],
    [
      'one that names another source',
      (world) => {
        const asset = assetOf(world, 'c')
        asset.context = { ...asset.context, source_bucket: 'elsewhere' }
      },
      'c.jpg',
      'asset-relabelled',
    ],
    [
      'one of ours for an object that is not there',
      (world) => addAsset(world, 'left/over', { source_bucket: BUCKET, source_key: 'left/over.jpg' }),
      'left/over.jpg',
      'asset-extra',
    ],
    [
      'a second one of ours for an object',
      (world) => addAsset(world, 'copy of d', { source_bucket: BUCKET, source_key: 'd.jpg' }),
      'd.jpg',
      'asset-extra',
    ],
    [
      'tags that S3 did not tell of',
      (world) =>
        void world.store.apply(world.nowMs, {
          kind: 'tag',
          key: 'e.jpg',
          tags: { Keywords: 'late', Access: 'closed' },
        }),
      'e.jpg',
      'metadata-differs',
    ],
  ]
  for (const [name, tamper, key, reason] of cases) {
    it(`finds ${name}, and repairs it`, async () => {
      const { world, lambda } = await play(mirrored)
      expect(await sweepAll(world, lambda)).to.deep.equal([])
      tamper(world)
      expect((await sweepAll(world, lambda)).map((found) => [found.key, found.reason])).to.deep.equal([[key, reason]])
      expect(differences(world)).to.deep.equal([])
      expect(await sweepAll(world, lambda)).to.deep.equal([])
    })
  }

  it('finds one that was deleted and replaced by another without its labels, and leaves that one alone', async () => {
    const { world, lambda } = await play(mirrored)
    const { address } = assetOf(world, 'b')
    world.media.apply(world.nowMs, { kind: 'destroy', address })
    addAsset(world, 'b', {})
    expect((await sweepAll(world, lambda)).map((found) => [found.key, found.reason])).to.deep.equal([
      ['b.jpg', 'asset-changed'],
    ])
    expect(assetOf(world, 'b').bytes.name).to.equal('by hand')
    expect(world.deadLetters.messages.size).to.equal(1)
  })

  it('deletes a second asset at an address that was left to a key that has its asset elsewhere', async () => {
    const { world, lambda } = await play(mirrored)
    addAsset(world, 'copy', { source_bucket: BUCKET, source_key: 'd.jpg' })
    const { owners } = simulatedPorts(world, new Invocation(world, 'worker', 0))
    let isDone = false
    const owning = owners.acquire(assetOf(world, 'copy').address, 'a.jpg').then(() => {
      isDone = true
    })
    await world.scheduler.run(() => isDone, world.nowMs + 1000)
    await owning
    await sweepAll(world, lambda)
    expect(differences(world)).to.deep.equal([])
  })
})
