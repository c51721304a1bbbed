import {
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import pMap from 'p-map'
import { z } from 'zod'
import type { OptionValues } from '../../operate/cli/command.ts'
import { storesOf } from '../../operate/stage/stores.ts'
import { sweepCommand } from '../../operate/sweep/sweep.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { eventually } from '../local/eventually.ts'
import { jpeg } from '../local/pictures.ts'
import { md5, StackClients } from '../local/stack-clients.ts'
import { StackProcess } from '../local/stack-process.ts'
import { Operator } from './operator.ts'
import tagged from './rules-tagged.ts'
import { sweepResultSchema } from './sweep-result.ts'

const OBJECTS = 300
const RULES = 'tests/operate/rules-tagged.ts'
const differenceSchema = z.object({ key: z.string(), reason: z.string(), detail: z.string().optional() })

describe('sls sweep', function () {
  this.timeout(120_000)
  const stack = new StackProcess()
  let clients: StackClients
  let operator: Operator

  before(async () => {
    const settings = { SETTLE_SECONDS: '0', MIRROR_CONFIG: RULES }
    clients = new StackClients(await stack.start(settings, ['--memory']))
    operator = await Operator.of(stack.directory)
    await pMap(keysOf(OBJECTS), (key) => put(key), { concurrency: 20 })
    await settled()
  })
  after(async () => {
    operator?.close()
    clients?.close()
    await stack.remove()
  })

  const Bucket = () => clients.description.bucket
  const keysOf = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => `shoot/${String(from + index).padStart(5, '0')}.jpg`)
  const idOf = (key: string) => key.replace(/\.jpg$/, '')
  const put = (Key: string, Body = jpeg(Key)) => clients.s3.send(new PutObjectCommand({ Bucket: Bucket(), Key, Body }))
  const settled = () =>
    eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 }), 60_000)
  const run = async (options: OptionValues = {}) => {
    const said = await operator.run(sweepCommand, { json: true, ...options }, undefined, new Rules(tagged))
    return { ...said, outcome: options['dry-run'] ? undefined : sweepResultSchema.parse(JSON.parse(said.text)) }
  }
  const planned = async (options: OptionValues = {}) => {
    const { code, text } = await run({ 'dry-run': true, ...options })
    const found = text === '' ? [] : text.split('\n').map((line) => differenceSchema.parse(JSON.parse(line)))
    return { code, found: found.map(({ key, reason }) => [key, reason]).sort() }
  }
  /** What is written while this runs, S3 does not notify of. */
  const unnoticed = async (write: () => Promise<unknown>) => {
    const { QueueConfigurations } = await clients.s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: Bucket() }),
    )
    const set = (NotificationConfiguration: object) =>
      clients.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: Bucket(), NotificationConfiguration }))
    await set({})
    await write()
    await set({ QueueConfigurations })
  }

  /** What a worker leaves that dies in the middle of a request. */
  const openAttempt = async (key: string) => {
    const { ledger } = storesOf(operator.stage)
    const read = await ledger.read(key)
    const { applied } = read.entry
    if (applied.state === 'nothing') throw new Error(`expected an asset of ${key}, found none`)
    const attempt = { token: 'dead', operation: 'upload', address: applied.address, deadlineMs: 1 } as const
    await ledger.save(read, { ...read.entry, lease: { token: 'dead', untilMs: 1 }, attempt })
  }

  it('finds nothing where all is equal', async () => {
    expect(await planned({ deep: true, metadata: true })).to.deep.equal({ code: 0, found: [] })
  })

  it('finds exactly what differs, says what would be done, and changes nothing', async () => {
    const [replaced, removed, tagged, deleted, relabelled] = [0, 10, 20, 30, 40].map((from) => keysOf(6, from))
    const added = keysOf(5, OBJECTS)
    const [forsaken = ''] = keysOf(1, 50)
    await unnoticed(async () => {
      for (const key of replaced ?? []) await put(key, jpeg(`${key} anew`))
      for (const key of added) await put(key)
      for (const Key of removed ?? []) await clients.s3.send(new DeleteObjectCommand({ Bucket: Bucket(), Key }))
      const Tagging = { TagSet: [{ Key: 'Keywords', Value: 'late' }] }
      for (const Key of tagged ?? [])
        await clients.s3.send(new PutObjectTaggingCommand({ Bucket: Bucket(), Key, Tagging }))
    })
    for (const key of deleted ?? []) await clients.destroyByHand(idOf(key))
    for (const key of relabelled ?? []) await clients.setContextByHand(idOf(key), 'source_bucket=elsewhere')
    await clients.uploadByHand('logo', jpeg('a logo'))
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
    expect((await clients.depths()).queue).to.equal(0)
  })

  it('queues a change for each, so that all is equal', async () => {
    const { code, outcome } = await run({ deep: true, metadata: true })
    expect([code, outcome?.complete, outcome?.differences, outcome?.queued]).to.deep.equal([0, true, 37, 36])
    await settled()
    expect(await planned({ deep: true, metadata: true })).to.deep.equal({ code: 1, found: [['logo', 'asset-foreign']] })
    expect(await clients.asset('shoot/00000')).to.include({ etag: md5(jpeg('shoot/00000.jpg anew')) })
    expect((await clients.asset('shoot/00020'))?.tags).to.deep.equal(['late'])
    expect(await clients.asset('shoot/00010')).to.equal(undefined)
    expect((await clients.asset('shoot/00040'))?.context?.custom).to.include({ source_bucket: Bucket() })
    expect(await clients.asset('logo')).not.to.equal(undefined)
    const { entry } = await storesOf(operator.stage).ledger.read(keysOf(1, 50)[0] ?? '')
    expect(entry).not.to.have.any.keys('attempt', 'doubt', 'lease')
    expect(entry.applied.state).to.equal('asset')
  })

  it('keeps to a prefix', async () => {
    await unnoticed(() => Promise.all([put('elsewhere/a.jpg'), put('press/b.jpg'), put('press/c.jpg')]))
    const { found } = await planned({ prefix: 'press/' })
    expect(found.map(([key]) => key)).to.deep.equal(['press/b.jpg', 'press/c.jpg'])
    expect((await run()).outcome?.differences).to.equal(3)
    await settled()
  })

  it('adopts what is there already, and sends no bytes', async () => {
    await clients.uploadByHand('adopted', jpeg('adopted.jpg'))
    const before = await clients.asset('adopted')
    await unnoticed(() => put('adopted.jpg'))
    await clients.control('DELETE', 'statistics')
    await run({ adopt: true })
    await settled()
    const after = await clients.asset('adopted')
    expect(after).to.deep.include({ asset_id: before?.asset_id, version: before?.version })
    expect(after?.context?.custom).to.include({ source_key: 'adopted.jpg' })
    const statistics = z
      .object({ operations: z.record(z.string(), z.object({ received: z.number() })) })
      .parse(await clients.control('GET', 'statistics'))
    expect(statistics.operations).not.to.have.property('upload')
  })

  it('says in a terminal of 80 columns what it found, and in a pipe nothing but text', async () => {
    await unnoticed(() => put(`long/${'name'.repeat(30)}.jpg`))
    const said = await operator.sls(['sweep', '--dry-run'], { variables: { MIRROR_CONFIG: RULES } })
    expect([said.code, said.text]).to.deep.equal([1, said.text.replaceAll('\u001b', '')])
    expect(said.text).to.match(/only-in-source {2,}upload: a new object/)
    expect(said.text).to.match(/keys compared, 1 differs; nothing was changed\./)
  })
})
