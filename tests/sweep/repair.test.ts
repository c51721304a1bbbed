import { expect } from 'chai'
import type { AssetAddress } from '../../shared/model/address.ts'
import { inspectAssets } from '../../shared/sweep/assets.ts'
import type { Difference } from '../../shared/sweep/difference.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { inspectMetadata } from '../../shared/sweep/metadata.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import { simulatedCatalog } from '../simulation/catalog.ts'
import { Invocation } from '../simulation/invocation.ts'
import type { Lambda } from '../simulation/lambda.ts'
import { judge } from '../simulation/oracle.ts'
import { play, rest } from '../simulation/play.ts'
import { simulatedPorts } from '../simulation/ports.ts'
import { TAGGED_RULES } from '../simulation/rules.ts'
import { put, type Scenario } from '../simulation/scenarios/scenario.ts'
import type { Asset } from '../simulation/services/media.ts'
import { BUCKET, TIMES, type World } from '../simulation/world.ts'

const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']
const mirrored: Scenario = {
  name: 'some objects',
  first: Object.fromEntries(keys.map((key) => [key, `content of ${key}`])),
  steps: [],
  identities: {},
  mutationsMax: 0,
  rules: TAGGED_RULES,
}

/** Sweeps all there is, with everything that can be looked at, until nothing is left to do. */
async function sweepAll(world: World, lambda: Lambda, adopts = false): Promise<readonly Difference[]> {
  const ports = simulatedPorts(world, new Invocation(world, `sweep${world.nowMs}`, 0))
  const found: Difference[] = []
  const evidence = { ...ports, rules: world.rules, settings: { bucket: BUCKET, settleMs: TIMES.settleMs } }
  const catalog = simulatedCatalog(world)
  const onPage = ({ differences }: { differences: readonly Difference[] }) => void found.push(...differences)
  const mayGoOn = async () => true
  const work = { ...ports, bucket: BUCKET, rules: world.rules, adopts, catalog, mayGoOn, onPage }
  const inspections = [inspectMetadata(evidence), inspectAssets(catalog, BUCKET)]
  const cursor = { read: async () => undefined, write: async () => undefined }
  let isOver = false
  const sweeping = sweep({ ...work, cursor, inspections })
    .then(() => sweepExtras(work))
    .finally(() => {
      isOver = true
    })
  await world.scheduler.run(() => isOver, world.nowMs + 3_600_000)
  await sweeping
  await rest(world, lambda)
  return found
}

function assetOf(world: World, publicId: string): Asset {
  const asset = [...world.media.assets.values()].find(({ address }) => address.publicId === publicId)
  if (!asset) throw new Error(`expected an asset ${publicId}, found none`)
  return asset
}

function addAsset(world: World, publicId: string, context: Readonly<Record<string, string>>, name = 'by hand'): void {
  const address: AssetAddress = { resourceType: 'image', type: 'upload', publicId }
  const bytes = { name, inParts: false }
  world.media.apply(world.nowMs, { kind: 'upload', address, bytes, context, overwrite: false })
}

function differences(world: World): readonly string[] {
  const { divergent, lost, extra } = judge(world)
  return [...divergent, ...lost, ...extra, ...world.violations]
}

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
      'one that was deleted and made anew',
      (world) => {
        const { address } = assetOf(world, 'b')
        world.media.apply(world.nowMs, { kind: 'destroy', address })
        addAsset(world, 'b', {})
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
    it(`finds ${name}, and mends it`, async () => {
      const { world, lambda } = await play(mirrored)
      expect(await sweepAll(world, lambda)).to.deep.equal([])
      tamper(world)
      expect((await sweepAll(world, lambda)).map((found) => [found.key, found.reason])).to.deep.equal([[key, reason]])
      expect(differences(world)).to.deep.equal([])
      expect(await sweepAll(world, lambda)).to.deep.equal([])
    })
  }

  it('tells of what somebody else has made, and leaves it alone', async () => {
    const { world, lambda } = await play(mirrored)
    addAsset(world, 'logo', { owner: 'marketing' })
    const found = await sweepAll(world, lambda)
    expect(found.map((one) => [one.key, one.reason])).to.deep.equal([['logo', 'asset-foreign']])
    expect(assetOf(world, 'logo').context).to.deep.equal({ owner: 'marketing' })
  })

  it('does not send bytes that are there already, where it is to adopt', async () => {
    const { world, lambda } = await play(mirrored)
    world.store.apply(world.nowMs, put('f.jpg', 'content of f'))
    addAsset(world, 'f', {}, 'content of f')
    const { assetId } = assetOf(world, 'f')
    const before = world.remarks.length
    await sweepAll(world, lambda, true)
    const sent = world.remarks.slice(before).filter(({ text }) => text.startsWith('upload'))
    expect(sent).to.deep.equal([])
    expect(assetOf(world, 'f')).to.deep.include({ assetId, version: assetOf(world, 'f').version })
    expect(differences(world)).to.deep.equal([])
  })

  it('adopts all there is where the ledger was lost: no bytes are sent, and what others have set stays', async () => {
    const { world, lambda } = await play(mirrored)
    assetOf(world, 'a').tags = ['by hand']
    const versions = keys.map((key) => assetOf(world, key.slice(0, 1)).version)
    world.table.rows.clear()
    await sweepAll(world, lambda, true)
    expect(keys.map((key) => assetOf(world, key.slice(0, 1)).version)).to.deep.equal(versions)
    expect(assetOf(world, 'a').tags).to.deep.equal(['by hand'])
    expect(await sweepAll(world, lambda)).to.deep.equal([])
  })

  it('passes over assets whose key has a row that nobody can read', async () => {
    const { world, lambda } = await play(mirrored)
    const row = [...world.table.rows].find(([, { sort }]) => sort === 'a.jpg')
    if (!row) throw new Error('expected a row of a.jpg')
    world.table.rows.set(row[0], { ...row[1], body: { schema: 3, key: 'a.jpg' } })
    addAsset(world, 'left/over', { source_bucket: BUCKET, source_key: 'left/over.jpg' })
    await sweepAll(world, lambda)
    expect(world.media.assets.size).to.equal(keys.length)
  })

  it('asks the guard before it deletes what is left over', async () => {
    const { world, lambda } = await play(mirrored)
    world.deletionsMax = 0
    addAsset(world, 'left/over', { source_bucket: BUCKET, source_key: 'left/over.jpg' })
    await sweepAll(world, lambda)
    expect(assetOf(world, 'left/over').context).to.deep.include({ source_key: 'left/over.jpg' })
  })

  it('asks it too before second assets of keys are deleted, and counts each once', async () => {
    const { world, lambda } = await play(mirrored)
    world.deletionsMax = 2
    for (const key of keys) addAsset(world, `copy of ${key}`, { source_bucket: BUCKET, source_key: key })
    await sweepAll(world, lambda)
    expect(world.media.assets.size).to.equal(2 * keys.length - 2)
    await sweepAll(world, lambda)
    expect(world.media.assets.size).to.equal(2 * keys.length - 2)
    expect(differences(world)).to.have.length(keys.length - 2)
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

  it('leaves alone a key that somebody is at work on', async () => {
    const { world, lambda } = await play(mirrored)
    world.media.apply(world.nowMs, { kind: 'destroy', address: assetOf(world, 'a').address })
    const { ledger } = simulatedPorts(world, new Invocation(world, 'worker', 0))
    const held = { token: 'worker', untilMs: world.nowMs + 60_000 }
    let isDone = false
    const holding = ledger.read('a.jpg').then(async (read) => {
      await ledger.save(read, { ...read.entry, lease: held })
      isDone = true
    })
    await world.scheduler.run(() => isDone, world.nowMs + 1000)
    await holding
    const [found] = await sweepAll(world, lambda)
    expect(found).to.deep.include({ key: 'a.jpg', reason: 'asset-missing' })
    expect(world.media.assets.size).to.equal(keys.length - 1)
  })
})
