import { InvokeCommand } from '@aws-sdk/client-lambda'
import { PutObjectTaggingCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { jpeg } from './pictures.ts'
import { TestStack } from './test-stack.ts'

describe('the local stack, with rules,', () => {
  const stack = new TestStack()
  const start = (name: string) => stack.start({ SETTLE_SECONDS: '0', MIRROR_CONFIG: `tests/local/${name}` })

  before(async () => {
    await start('rules-before.ts')
    await stack.clients.addMetadataField({ external_id: 'shot_on', label: 'Shot on', type: 'date' })
    await stack.clients.addMetadataField({ external_id: 'rating', label: 'Rating', type: 'integer' })
  })
  after(() => stack.remove())

  const tag = (Key: string, tags: Readonly<Record<string, string>>) => {
    const Tagging = { TagSet: Object.entries(tags).map(([name, Value]) => ({ Key: name, Value })) }
    return stack.clients.s3.send(new PutObjectTaggingCommand({ Bucket: stack.bucket, Key, Tagging }))
  }

  it('mirrors what they say, where they say, with what the object says of itself', async () => {
    await stack.put('uploads/press/a.jpg', undefined, {
      Metadata: { alt: 'Größe' },
      Tagging: 'Keywords=sea/sun&Rating=4',
    })
    await stack.put('uploads/layout.psd')
    await stack.put('elsewhere/b.jpg')
    await stack.put('uploads/closed/c.jpg')
    await stack.quiet()
    const asset = await stack.clients.asset('studio/press/a')
    expect(asset?.context?.custom).to.include({ alt: 'Größe', source_key: 'uploads/press/a.jpg' })
    expect(asset?.tags).to.have.members(['press', 'sea', 'sun'])
    expect(asset?.metadata).to.deep.include({ rating: 4 })
    expect(asset?.metadata?.shot_on).to.match(/^\d{4}-\d\d-\d\d$/)
    expect(await stack.clients.publicIds()).to.deep.equal(['studio/press/a'])
    expect(await stack.clients.publicIds('image', 'private')).to.deep.equal(['studio/closed/c'])
  })

  it('tells by its bytes what a file without an extension is, and follows when that changes', async () => {
    await stack.put('uploads/auto/photo')
    await stack.put('uploads/auto/notes', Buffer.from('just text'))
    await stack.quiet()
    expect(await stack.clients.asset('studio/auto/photo')).not.to.equal(undefined)
    expect(await stack.clients.asset('studio/auto/notes', 'raw')).not.to.equal(undefined)
    await stack.put('uploads/auto/notes')
    await stack.quiet()
    expect(await stack.clients.asset('studio/auto/notes')).not.to.equal(undefined)
    expect(await stack.clients.asset('studio/auto/notes', 'raw')).to.equal(undefined)
    for (const key of ['uploads/auto/photo', 'uploads/auto/notes']) await stack.delete(key)
    await stack.quiet()
  })

  it('goes by the bytes of a file, whatever its name', async () => {
    const svg = '<!DOCTYPE svg [\n<!ENTITY ns "http://www.w3.org/2000/svg">\n]>\n<svg xmlns="&ns;"/>'
    const files: readonly [name: string, bytes: Buffer, publicId: string, type: 'image' | 'raw'][] = [
      ['picture.mp4', jpeg('a picture'), 'picture', 'image'],
      ['code.ts', Buffer.from('export const answer: number = 42\n'), 'code.ts', 'raw'],
      ['drawing.txt', Buffer.from(svg), 'drawing', 'image'],
    ]
    for (const [name, bytes] of files) await stack.put(`uploads/auto/${name}`, bytes)
    await stack.quiet()
    for (const [name, , publicId, type] of files) {
      const asset = await stack.clients.asset(`studio/auto/${publicId}`, type)
      expect(asset, name).to.include({ asset_folder: 'studio/auto', display_name: name })
    }
    for (const [name] of files) await stack.delete(`uploads/auto/${name}`)
    await stack.quiet()
  })

  it('has an asset for each half of what a camera writes', async () => {
    const raw = Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(60)])
    await stack.put('uploads/pair/IMG_1.CR2', raw)
    await stack.put('uploads/pair/IMG_1.JPG')
    await stack.quiet()
    for (const publicId of ['studio/pair/IMG_1', 'studio/pair/IMG_1.CR2'])
      expect(await stack.clients.asset(publicId), publicId).to.not.equal(undefined)
    for (const key of ['uploads/pair/IMG_1.CR2', 'uploads/pair/IMG_1.JPG']) await stack.delete(key)
    await stack.quiet()
  })

  it('keeps the asset of a deleted object where they say so', async () => {
    await stack.put('uploads/kept/k.jpg')
    await stack.quiet()
    await stack.delete('uploads/kept/k.jpg')
    await stack.quiet()
    expect(await stack.clients.asset('studio/kept/k')).not.to.equal(undefined)
    await stack.clients.destroyByHand('studio/kept/k')
  })

  it('follows a change of tags without sending bytes', async () => {
    const before = await stack.statistics()
    await tag('uploads/press/a.jpg', { Keywords: 'snow', Rating: '5' })
    const asset = await eventually('the new tags', async () => {
      const found = await stack.clients.asset('studio/press/a')
      expect(found?.tags).to.have.members(['press', 'snow'])
      return found
    })
    expect(asset?.metadata).to.deep.include({ rating: 5 })
    expect((await stack.statistics()).bytesFetched).to.equal(before.bytesFetched)
  })

  it('finds new tags whose event was lost, by the look that the daily schedule begins', async () => {
    await stack.unnoticed(() => tag('uploads/press/a.jpg', { Keywords: 'storm', Rating: '5' }))
    const invoke = async (event: object) => {
      const FunctionName = stack.functionName('sweep')
      const { Payload } = await stack.clients.lambda.send(
        new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
      )
      return JSON.parse(Buffer.from(Payload ?? []).toString())
    }
    expect(await invoke({}))
      .to.include({ queued: 0 })
      .and.to.not.have.property('closer')
    expect(await invoke({ metadata: true }))
      .to.deep.include({ queued: 0 })
      .and.to.have.nested.property('closer.queued', 1)
    await eventually('the new tags', async () =>
      expect((await stack.clients.asset('studio/press/a'))?.tags).to.have.members(['press', 'storm']),
    )
  })

  it('moves an asset to another delivery type by a tag, and keeps its identity', async () => {
    const before = await stack.clients.asset('studio/press/a')
    const { bytesFetched } = await stack.statistics()
    await tag('uploads/press/a.jpg', { Release: 'internal', Keywords: 'snow', Rating: '5' })
    await eventually('the move', async () => {
      const moved = await stack.clients.asset('studio/press/a', 'image', 'authenticated')
      expect(moved?.asset_id).to.equal(before?.asset_id)
      expect(await stack.clients.asset('studio/press/a')).to.equal(undefined)
    })
    expect((await stack.statistics()).bytesFetched).to.equal(bytesFetched)
  })

  it('refuses a tag that does not fit with what was expected, keeps the asset, and goes on when it is fixed', async () => {
    await tag('uploads/press/a.jpg', { Rating: 'many' })
    await stack.quiet(1)
    expect(await stack.clients.takeDeadLetters()).to.deep.equal([
      { code: 'metadata', reason: 'expected a whole number in tag:Rating, found "many"', key: 'uploads/press/a.jpg' },
    ])
    expect(await stack.clients.asset('studio/press/a', 'image', 'authenticated')).not.to.equal(undefined)
    await tag('uploads/press/a.jpg', { Rating: '1' })
    await eventually('the new rating', async () =>
      expect((await stack.clients.asset('studio/press/a'))?.metadata).to.deep.include({ rating: 1 }),
    )
  })

  it('updates exactly the assets that a change of the rules concerns, in the sweep that follows, without bytes', async () => {
    await stack.put('uploads/press/d.jpg')
    await stack.put('uploads/plain/e.jpg')
    await stack.quiet()
    const identity = (await stack.clients.asset('studio/closed/c', 'image', 'private'))?.asset_id
    await stack.end()
    await start('rules-after.ts')
    await eventually('the other tags', async () => {
      for (const publicId of ['studio/press/a', 'studio/press/d'])
        expect((await stack.clients.asset(publicId))?.tags).to.have.members(['press', '2026'])
      expect((await stack.clients.asset('studio/closed/c'))?.asset_id).to.equal(identity)
    })
    await stack.quiet()
    const { bytesFetched, operations } = await stack.statistics()
    expect(bytesFetched).to.equal(0)
    // The two of the press, and the closed one after its move: each a look and a change.
    expect(operations.rename?.succeeded).to.equal(1)
    expect(operations.explicit?.succeeded).to.equal(6)
    expect(operations).not.to.have.any.keys('upload', 'destroy')
  })

  it('uploads a large file in the background, and is called back when it is done', async () => {
    const bytes = jpeg('large'.repeat(5000))
    expect(bytes.length).to.be.greaterThan(20_000)
    await stack.put('uploads/plain/large.jpg', bytes)
    const asset = await stack.arrived('studio/plain/large', bytes)
    expect(asset?.context?.custom).to.have.property('source_upload')
    // Without the webhook its message would come back only at the deadline, minutes later.
    const linesOf = (text: string) => stack.log().filter((line) => line.includes('plain/large') && line.includes(text))
    await eventually('the last look at it', () =>
      expect(linesOf('"result":"done","code":"skip","reason":"equal"')).not.to.deep.equal([]),
    )
    expect(linesOf('"code":"pending"')).not.to.deep.equal([])
    expect(linesOf('webhook: queued')).not.to.deep.equal([])
  })
})
