import { PutObjectTaggingCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import pMap from 'p-map'
import { z } from 'zod'
import type { OptionValues } from '../../operate/cli/command.ts'
import { queue } from '../../operate/queue/queue.ts'
import { guardOf, storesOf } from '../../operate/stage/stores.ts'
import { composeSweep } from '../../operate/sweep/compose.ts'
import { sweepCommand } from '../../operate/sweep/sweep.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { jpeg } from '../local/pictures.ts'
import { md5 } from '../local/stack-clients.ts'
import { eventually } from '../support/eventually.ts'
import { useOperatedStack } from './operated-stack.ts'
import tagged from './rules-tagged.ts'
import { inventoryFile, manifestOf } from './sweep/inventories.ts'
import { sweepResultSchema } from './sweep-result.ts'

const OBJECTS = 60
const differenceSchema = z.object({ key: z.string(), reason: z.string(), detail: z.string().optional() })

const ratesSchema = z.object({ arrivalsPerSecond: z.number(), drainedPerSecond: z.number() })

describe('sls sweep', () => {
  const stack = useOperatedStack('tagged')
  before(async () => {
    await pMap(keysOf(OBJECTS), (key) => stack.put(key), { concurrency: 20 })
    await stack.quiet()
  })

  const keysOf = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => `shoot/${String(from + index).padStart(5, '0')}.jpg`)
  const idOf = (key: string) => key.replace(/\.jpg$/, '')
  const run = async (options: OptionValues = {}) => {
    const said = await stack.operator.run(sweepCommand, { json: true, ...options }, undefined, new Rules(tagged))
    return { ...said, outcome: options['dry-run'] ? undefined : sweepResultSchema.parse(JSON.parse(said.text)) }
  }
  const planned = async (options: OptionValues = {}) => {
    const { code, text } = await run({ 'dry-run': true, ...options })
    const found = text === '' ? [] : text.split('\n').map((line) => differenceSchema.parse(JSON.parse(line)))
    return { code, found: found.map(({ key, reason }) => [key, reason]).sort() }
  }
  /** What a worker leaves that dies in the middle of a request. */
  const openAttempt = async (key: string) => {
    const { ledger } = storesOf(stack.operator.stage)
    const read = await ledger.read(key)
    const { applied } = read.entry
    if (applied.state === 'nothing') throw new Error(`expected an asset of ${key}, found none`)
    const attempt = { token: 'dead', operation: 'upload', address: applied.address, deadlineMs: 1 } as const
    await ledger.save(read, { ...read.entry, lease: { token: 'dead', untilMs: 1 }, attempt })
  }

  it('begins where as much is done as arrives, by sls queue', async () => {
    await stack.put('shoot/00000.jpg')
    await eventually('rates', async () => {
      const { text } = await stack.operator.run(queue, { json: true })
      const { arrivalsPerSecond, drainedPerSecond } = ratesSchema.parse(JSON.parse(text))
      expect(arrivalsPerSecond).to.be.above(0)
      expect(drainedPerSecond).to.be.closeTo(arrivalsPerSecond, 0.5)
    })
    await stack.quiet()
  })

  it('finds nothing where all is equal', async () => {
    expect(await planned({ deep: true, metadata: true })).to.deep.equal({ code: 0, found: [] })
  })

  it('finds exactly what differs, says what would be done, and changes nothing', async () => {
    const [replaced, removed, tagged, deleted, relabelled] = [0, 10, 20, 30, 40].map((from) => keysOf(6, from))
    const added = keysOf(5, OBJECTS)
    const [forsaken = ''] = keysOf(1, 50)
    await stack.unnoticed(async () => {
      for (const key of replaced ?? []) await stack.put(key, jpeg(`${key} again`))
      for (const key of added) await stack.put(key)
      for (const key of removed ?? []) await stack.delete(key)
      const Tagging = { TagSet: [{ Key: 'Keywords', Value: 'late' }] }
      for (const Key of tagged ?? [])
        await stack.clients.s3.send(new PutObjectTaggingCommand({ Bucket: stack.bucket, Key, Tagging }))
    })
    for (const key of deleted ?? []) await stack.clients.destroyByHand(idOf(key))
    for (const key of relabelled ?? []) await stack.clients.setContextByHand(idOf(key), 'source_bucket=elsewhere')
    await stack.clients.uploadByHand('logo', jpeg('a logo'))
    await openAttempt(forsaken)
    const listed = [
      [forsaken, 'under-way'],
      ...(replaced ?? []).map((key) => [key, 'content-differs']),
      ...added.map((key) => [key, 'only-in-source']),
      ...(removed ?? []).map((key) => [key, 'only-in-ledger']),
    ]
    const closer = [
      ...(tagged ?? []).map((key) => [key, 'metadata-differs']),
      ...(deleted ?? []).map((key) => [key, 'asset-missing']),
      ...(relabelled ?? []).map((key) => [key, 'asset-relabelled']),
      ['logo', 'asset-foreign'],
    ]
    const { text } = await run({ 'dry-run': true, deep: true })
    expect(text).to.contain('"upload: someone has deleted it in Cloudinary"')
    expect(text).to.contain('"nothing: someone else has made it"')
    expect(await planned()).to.deep.equal({ code: 1, found: listed.sort() })
    expect(await planned({ deep: true, metadata: true })).to.deep.equal({
      code: 1,
      found: [...listed, ...closer].sort(),
    })
    expect((await stack.clients.depths()).queue).to.equal(0)
  })

  it('queues a change for each, so that all is equal', async () => {
    const { code, outcome } = await run({ deep: true, metadata: true })
    expect([code, outcome?.complete, outcome?.differences, outcome?.queued]).to.deep.equal([0, true, 37, 36])
    await stack.quiet()
    // It is left alone.
    expect(await planned({ deep: true, metadata: true })).to.deep.equal({ code: 0, found: [['logo', 'asset-foreign']] })
    expect(await stack.clients.asset('shoot/00000')).to.include({ etag: md5(jpeg('shoot/00000.jpg again')) })
    expect((await stack.clients.asset('shoot/00020'))?.tags).to.deep.equal(['late'])
    expect(await stack.clients.asset('shoot/00010')).to.equal(undefined)
    expect((await stack.clients.asset('shoot/00040'))?.context?.custom).to.include({ source_bucket: stack.bucket })
    expect(await stack.clients.asset('logo')).not.to.equal(undefined)
    const { entry } = await storesOf(stack.operator.stage).ledger.read(keysOf(1, 50)[0] ?? '')
    expect(entry).not.to.have.any.keys('attempt', 'doubt', 'lease')
    expect(entry.applied.state).to.equal('asset')
  })

  it('keeps to a prefix', async () => {
    await stack.unnoticed(() =>
      Promise.all(['elsewhere/a.jpg', 'press/b.jpg', 'press/c.jpg'].map((key) => stack.put(key))),
    )
    const { found } = await planned({ prefix: 'press/' })
    expect(found.map(([key]) => key)).to.deep.equal(['press/b.jpg', 'press/c.jpg'])
    expect((await run()).outcome?.differences).to.equal(3)
    await stack.quiet()
  })

  it('adopts what is there already, and sends no bytes', async () => {
    await stack.clients.uploadByHand('adopted', jpeg('adopted.jpg'))
    const before = await stack.clients.asset('adopted')
    await stack.unnoticed(() => stack.put('adopted.jpg'))
    await stack.clients.control('DELETE', 'statistics')
    await run({ adopt: true })
    await stack.quiet()
    const after = await stack.clients.asset('adopted')
    expect(after).to.deep.include({ asset_id: before?.asset_id, version: before?.version })
    expect(after?.context?.custom).to.include({ source_key: 'adopted.jpg' })
    const statistics = await stack.statistics()
    expect(statistics.operations).not.to.have.property('upload')
  })

  it('tells the guard how many keys have an asset', async () => {
    await run({ restart: true })
    const { ledger } = storesOf(stack.operator.stage)
    const entries = (await ledger.list(undefined, 1000)).items
    const mirrored = entries.filter(({ applied }) => applied.state !== 'nothing').length
    expect(mirrored).to.be.above(OBJECTS - 1)
    expect(await guardOf(stack.operator.stage).guard.state()).to.deep.include({ mirrored })
  })

  it('goes on in the account where it was interrupted there, and compares no key again', async () => {
    const choices = { prefix: '', metadata: false, deep: true, adopts: false, perSecond: undefined }
    const terminal = { columns: 80, isForPeople: false, print() {}, note() {}, progress() {}, ask: async () => '' }
    const { catalogCursor } = await composeSweep(stack.operator.stage, new Rules(tagged), choices, terminal)
    await catalogCursor.write({ kind: { resourceType: 'raw', type: 'private' } })
    const { notes, outcome } = await run({ deep: true })
    expect(notes).to.contain("Goes on with the account's private raw assets, where the last one ended")
    expect([outcome?.complete, outcome?.compared]).to.deep.equal([true, 0])
    expect((await run({ deep: true })).outcome?.compared).to.be.above(OBJECTS - 1)
    await catalogCursor.write({ kind: { resourceType: 'raw', type: 'private' } })
    expect((await run({ deep: true, restart: true })).outcome?.compared).to.be.above(OBJECTS - 1)
    await stack.quiet()
  })

  it('compares an inventory in place of the bucket, and queues what it finds', async () => {
    const { bucket } = stack
    const [data, manifest] = ['.wellknown/list/data/0.csv.gz', '.wellknown/list/2026/manifest.json']
    const bytes = inventoryFile(bucket, [{ key: 'listed/a.jpg' }, { key: 'gone.jpg' }])
    await stack.put(data, bytes)
    await stack.put(manifest, Buffer.from(manifestOf(bucket, { [data]: bytes })))
    await stack.unnoticed(() => stack.put('listed/a.jpg'))
    const inventory = `s3://${bucket}/${manifest}`
    const refused = await run({ inventory, deep: true }).catch((thrown: Error) => thrown.message)
    expect(refused).to.contain('--deep: an inventory is compared with the ledger alone')
    const found = [
      ['gone.jpg', 'only-in-source'],
      ['listed/a.jpg', 'only-in-source'],
    ]
    expect(await planned({ inventory })).to.deep.equal({ code: 1, found })
    expect((await run({ inventory })).outcome).to.deep.include({ compared: 2, queued: 2, complete: true })
    await stack.quiet()
    expect(await stack.images('listed/')).to.deep.equal(['listed/a'])
  })

  it('says in a terminal of 80 columns what it found, and in a pipe nothing but text', async () => {
    await stack.unnoticed(() => stack.put(`long/${'name'.repeat(30)}.jpg`))
    const variables = { MIRROR_CONFIG: 'tests/operate/rules-tagged.ts' }
    const said = await stack.operator.sls(['sweep', '--dry-run'], { variables })
    expect([said.code, said.text]).to.deep.equal([1, said.text.replaceAll('\u001b', '')])
    expect(said.text).to.match(/only-in-source {2,}upload: a new object/)
    expect(said.text).to.match(/keys compared, 1 differs; nothing was changed\./)
  })
})
