import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteObjectCommand, PutObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { z } from 'zod'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { md5, StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const statisticsSchema = z.object({
  bytesFetched: z.number(),
  operations: z.record(z.string(), z.object({ succeeded: z.number() })),
})

describe('the local stack, with rules,', function () {
  this.timeout(90_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({ MIRROR_CONFIG: 'tests/local/rules-before.ts' }))
    await clients.addMetadataField({ external_id: 'shot_on', label: 'Shot on', type: 'date' })
    await clients.addMetadataField({ external_id: 'rating', label: 'Rating', type: 'integer' })
  })

  after(async () => {
    clients?.close()
    await stack.remove()
  })

  const put = (
    Key: string,
    options: { Metadata?: Record<string, string>; Tagging?: string } = {},
    Body: Buffer = jpeg(Key),
  ) => clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body, ...options }))
  const tag = (Key: string, tags: Readonly<Record<string, string>>) =>
    clients.s3.send(
      new PutObjectTaggingCommand({
        Bucket: clients.description.bucket,
        Key,
        Tagging: { TagSet: Object.entries(tags).map(([name, Value]) => ({ Key: name, Value })) },
      }),
    )
  const statistics = async () => statisticsSchema.parse(await clients.control('GET', 'statistics'))
  const quiet = () =>
    eventually(async () => expect(await clients.depths()).to.deep.equal({ queue: 0, deadLetters: 0 }), 40_000)

  it('mirrors what they say, where they say, with what the object says of itself', async () => {
    await put('uploads/press/a.jpg', { Metadata: { alt: 'Größe' }, Tagging: 'Keywords=sea/sun&Rating=4' })
    await put('uploads/layout.psd')
    await put('elsewhere/b.jpg')
    await put('uploads/closed/c.jpg')
    await quiet()
    const asset = await clients.asset('studio/press/a')
    expect(asset?.context?.custom).to.include({ alt: 'Größe', source_key: 'uploads/press/a.jpg' })
    expect(asset?.tags).to.have.members(['press', 'sea', 'sun'])
    expect(asset?.metadata).to.deep.include({ rating: 4 })
    expect(asset?.metadata?.shot_on).to.match(/^\d{4}-\d\d-\d\d$/)
    expect(await clients.publicIds()).to.deep.equal(['studio/press/a'])
    expect(await clients.publicIds('image', 'private')).to.deep.equal(['studio/closed/c'])
  })

  it('tells by its bytes what a file without an extension is, and follows when that changes', async () => {
    await put('uploads/auto/photo')
    await put('uploads/auto/notes', {}, Buffer.from('just text'))
    await quiet()
    expect(await clients.asset('studio/auto/photo')).not.to.equal(undefined)
    expect(await clients.asset('studio/auto/notes', 'raw')).not.to.equal(undefined)
    await put('uploads/auto/notes')
    await quiet()
    expect(await clients.asset('studio/auto/notes')).not.to.equal(undefined)
    expect(await clients.asset('studio/auto/notes', 'raw')).to.equal(undefined)
    for (const Key of ['uploads/auto/photo', 'uploads/auto/notes'])
      await clients.s3.send(new DeleteObjectCommand({ Bucket: clients.description.bucket, Key }))
    await quiet()
  })

  it('keeps the asset of a deleted object where they say so', async () => {
    await put('uploads/kept/k.jpg')
    await quiet()
    await clients.s3.send(new DeleteObjectCommand({ Bucket: clients.description.bucket, Key: 'uploads/kept/k.jpg' }))
    await quiet()
    expect(await clients.asset('studio/kept/k')).not.to.equal(undefined)
    await clients.destroyByHand('studio/kept/k')
  })

  it('follows a change of tags without sending bytes', async () => {
    const before = await statistics()
    await tag('uploads/press/a.jpg', { Keywords: 'snow', Rating: '5' })
    const asset = await eventually(async () => {
      const found = await clients.asset('studio/press/a')
      expect(found?.tags).to.have.members(['press', 'snow'])
      return found
    })
    expect(asset?.metadata).to.deep.include({ rating: 5 })
    expect((await statistics()).bytesFetched).to.equal(before.bytesFetched)
  })

  it('moves an asset to another delivery type by a tag, and keeps its identity', async () => {
    const before = await clients.asset('studio/press/a')
    const { bytesFetched } = await statistics()
    await tag('uploads/press/a.jpg', { Release: 'internal', Keywords: 'snow', Rating: '5' })
    await eventually(async () => {
      const moved = await clients.asset('studio/press/a', 'image', 'authenticated')
      expect(moved?.asset_id).to.equal(before?.asset_id)
      expect(await clients.asset('studio/press/a')).to.equal(undefined)
    })
    expect((await statistics()).bytesFetched).to.equal(bytesFetched)
  })

  it('refuses a tag that does not fit with what was expected, keeps the asset, and goes on when it is mended', async () => {
    await tag('uploads/press/a.jpg', { Rating: 'many' })
    await eventually(async () => expect((await clients.depths()).deadLetters).to.equal(1))
    expect(await clients.takeDeadLetters()).to.deep.equal([
      { code: 'metadata', reason: 'expected a whole number in tag:Rating, found "many"', key: 'uploads/press/a.jpg' },
    ])
    expect(await clients.asset('studio/press/a', 'image', 'authenticated')).not.to.equal(undefined)
    await tag('uploads/press/a.jpg', { Rating: '1' })
    await eventually(async () =>
      expect((await clients.asset('studio/press/a'))?.metadata).to.deep.include({ rating: 1 }),
    )
  })

  it('updates exactly the assets that a change of the rules concerns, in the sweep that follows, without bytes', async () => {
    await put('uploads/press/d.jpg')
    await put('uploads/plain/e.jpg')
    await quiet()
    const identity = (await clients.asset('studio/closed/c', 'image', 'private'))?.asset_id
    clients.close()
    await stack.end()
    clients = new StackClients(await stack.start({ MIRROR_CONFIG: 'tests/local/rules-after.ts' }))
    await eventually(async () => {
      for (const publicId of ['studio/press/a', 'studio/press/d'])
        expect((await clients.asset(publicId))?.tags).to.have.members(['press', '2026'])
      expect((await clients.asset('studio/closed/c'))?.asset_id).to.equal(identity)
    })
    await quiet()
    const { bytesFetched, operations } = await statistics()
    expect(bytesFetched).to.equal(0)
    // The two of the press, and the closed one after its move: each a look and a change.
    expect(operations.rename?.succeeded).to.equal(1)
    expect(operations.explicit?.succeeded).to.equal(6)
    expect(operations).not.to.have.any.keys('upload', 'destroy')
  })

  it('uploads a large file in the background, and is called back when it is done', async () => {
    const bytes = jpeg('large'.repeat(5000))
    expect(bytes.length).to.be.greaterThan(20_000)
    await clients.s3.send(
      new PutObjectCommand({ Bucket: clients.description.bucket, Key: 'uploads/plain/large.jpg', Body: bytes }),
    )
    const asset = await eventually(async () => {
      const found = await clients.asset('studio/plain/large')
      expect(found).to.include({ etag: md5(bytes) })
      return found
    }, 20_000)
    expect(asset?.context?.custom).to.have.property('source_upload')
    // Without the webhook its message would come back only at the deadline, minutes later.
    const log = () => readFileSync(join(stack.directory, 'stack.log'), 'utf8').split('\n')
    const linesOf = (text: string) => log().filter((line) => line.includes('plain/large') && line.includes(text))
    await eventually(async () =>
      expect(linesOf('"result":"done","code":"skip","reason":"equal"')).not.to.deep.equal([]),
    )
    expect(linesOf('"code":"pending"')).not.to.deep.equal([])
    expect(linesOf('webhook: queued')).not.to.deep.equal([])
  })
})
