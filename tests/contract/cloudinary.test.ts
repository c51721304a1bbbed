import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { UploadApiResponse } from 'cloudinary'
import sharp from 'sharp'
import { Account, isReal, refusalOf, sdk } from './account.ts'

// What we rely on of Cloudinary. It holds for the stand-in; to see that it holds for Cloudinary:
// CONTRACT_CLOUDINARY_URL=cloudinary://KEY:SECRET@CLOUD npx mocha --no-config tests/contract/cloudinary.test.ts

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')
const uri = (bytes: Buffer, type: string) => `data:${type};base64,${bytes.toString('base64')}`

const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .png()
    .toBuffer()
const picture = async (width = 40, height = 20) => uri(await png(width, height), 'image/png')
const text = (content: string) => uri(Buffer.from(content), 'text/plain')

describe(`the contract with Cloudinary, held by ${isReal ? 'a real account' : 'the stand-in'}`, function () {
  if (isReal) this.timeout(120_000)
  const account = new Account()
  before(() => account.start())
  after(() => account.stop())

  const explicit = (name: string, options: object) =>
    sdk.uploader.explicit(account.id(name), { ...account.access, type: 'upload', ...options })
  const rename = (from: string, to: string, options: object = {}) =>
    sdk.uploader.rename(account.id(from), account.id(to), { ...account.access, ...options })

  describe('an upload', () => {
    it('says what was stored', async () => {
      const bytes = await png(40, 20)
      const answer = await account.upload('stored', uri(bytes, 'image/png'), { tags: 'a,b' })
      expect(answer).to.include({
        ...{ public_id: account.id('stored'), resource_type: 'image', type: 'upload', format: 'png' },
        ...{ bytes: bytes.length, etag: md5(bytes), width: 40, height: 20 },
      })
      expect(answer.tags).to.have.members(['a', 'b'])
      expect(answer.asset_id).to.match(/^[0-9a-f]{32}$/)
      const dayAgo = Date.now() / 1000 - 86_400
      expect(answer.version).to.be.within(dayAgo, dayAgo + 2 * 86_400)
      expect(answer).to.not.have.any.keys('existing', 'overwritten')
    })

    it('replaces what is there, which keeps its identity', async () => {
      const first = await account.upload('replaced', await picture(10, 10))
      const second = await account.upload('replaced', await picture(20, 20))
      expect(second).to.include({
        asset_id: first.asset_id,
        created_at: first.created_at,
        overwritten: true,
        width: 20,
      })
      expect(second.version).to.be.at.least(first.version)
    })

    it('leaves alone what is there when told to', async () => {
      const first = await account.upload('kept', await picture(10, 10), { overwrite: false })
      const second = await account.upload('kept', await picture(20, 20), { overwrite: false })
      expect(second).to.include({ existing: true, asset_id: first.asset_id, etag: first.etag })
    })

    it('keeps the extension of raw files in their ids', async () => {
      const answer = await account.upload('note.txt', text('hello'), { resource_type: 'raw' })
      expect(answer).to.include({ public_id: account.id('note.txt'), resource_type: 'raw', bytes: 5 })
      expect(answer.secure_url).to.match(/\/note\.txt$/)
      expect((await account.upload('dotted.jpg', await picture())).secure_url).to.match(/\/dotted\.jpg\.png$/)
    })

    it('is refused with 400 for a bad id, for what is no image, and for a source that cannot be loaded', async () => {
      const status = async (name: string, file: string) => (await refusalOf(account.upload(name, file))).status
      for (const name of ['a?b', 'a&b', 'a#b', 'a%b', 'a\\b', 'a<b', 'a>b', 'a+b', 'a ']) {
        expect(await status(name, await picture()), name).to.equal(400)
      }
      const unreachable = await refusalOf(account.upload('unreachable', 'https://127.0.0.1:1/none.jpg'))
      expect(unreachable.status).to.equal(400)
      expect(unreachable.message).to.match(/^Error in loading /)
      expect(await status('no image', text('text'))).to.equal(400)
    })

    it('is refused with 401 when another secret signed it', async () => {
      const wrong = account.upload('unsigned', await picture(), { api_secret: 'wrong' })
      const { status, message } = await refusalOf(wrong)
      expect(status).to.equal(401)
      expect(message).to.match(/^Invalid Signature/)
    })

    it('can be put off, and takes place', async () => {
      const answer = await account.upload('later', await picture(), { async: true })
      expect(answer).to.include({ status: 'pending', type: 'upload', public_id: account.id('later') })
      expect(answer.batch_id).to.be.a('string').and.not.equal('')
      expect(await account.eventually(() => account.find('later'))).to.include({ width: 40 })
    })

    it('makes eager images', async () => {
      const eager = [{ width: 10, height: 10, crop: 'fill' }]
      const answer = await account.upload('eager', await picture(), { eager })
      expect(answer.eager).to.have.length(1)
      expect(answer.eager[0]).to.include({ transformation: 'c_fill,h_10,w_10', width: 10, height: 10, format: 'png' })
      expect(answer.eager[0].secure_url).to.include('/c_fill,h_10,w_10/')
    })
  })

  describe('annotations', () => {
    it('of context hold every character', async () => {
      const value = 'a=b|c\\d "e" ü'
      const context = `k=${value.replace(/[\\=|]/g, '\\$&')}`
      const answer = await account.upload('context', await picture(), { context })
      expect(answer.context).to.deep.equal({ custom: { k: value } })
    })

    it('are set by explicit where they are sent, and left alone where not', async () => {
      const first = await account.upload('annotated', await picture(), { tags: 'a', context: 'k=v' })
      const tagged = await explicit('annotated', { tags: ['b'] })
      expect(tagged).to.deep.include({ tags: ['b'], context: { custom: { k: 'v' } }, version: first.version })
      const inContext = await explicit('annotated', { context: 'l=w' })
      expect(inContext).to.deep.include({ tags: ['b'], context: { custom: { l: 'w' } } })
    })

    it('of tags and context change by commands', async () => {
      await account.upload('commanded', await picture(), { tags: 'a', context: 'k=v' })
      const ids = [account.id('commanded')]
      expect(await sdk.uploader.add_tag('b', ids, { ...account.access })).to.deep.equal({ public_ids: ids })
      await sdk.uploader.remove_tag('a', ids, { ...account.access })
      await sdk.uploader.add_context('l=w', ids, { ...account.access })
      const changed = await account.find('commanded')
      expect(changed).to.deep.include({ tags: ['b'], context: { custom: { k: 'v', l: 'w' } } })
      await sdk.uploader.remove_all_tags(ids, { ...account.access })
      await sdk.uploader.remove_all_context(ids, { ...account.access })
      const bare = await account.find('commanded')
      expect(bare?.tags ?? []).to.deep.equal([])
      expect(bare?.context ?? { custom: {} }).to.deep.equal({ custom: {} })
    })

    it('of access are answered', async () => {
      const access_control = [{ access_type: 'token' as const }]
      const answer = await account.upload('restricted', await picture(), { access_control })
      expect(answer.access_control).to.have.length(1)
      expect(answer.access_control?.[0]).to.include({ access_type: 'token' })
    })

    it('of nothing are refused with 404', async () => {
      expect(await refusalOf(explicit('missing', { tags: 'a' }))).to.include({ status: 404 })
      expect(await account.find('missing')).to.equal(undefined)
    })
  })

  describe('structured metadata', () => {
    it('is typed by its fields, loses what is emptied, and refuses what does not fit', async () => {
      const number = await account.define('number', { type: 'integer' })
      const day = await account.define('day', { type: 'date' })
      const datasource = {
        values: [
          { external_id: 'r', value: 'red' },
          { external_id: 'g', value: 'green' },
        ],
      }
      const colours = await account.define('colours', { type: 'set', datasource })
      const metadata = `${number}=7|${day}=2026-05-04|${colours}=["r","g"]`
      const answer = await account.upload('typed', await picture(), { metadata })
      expect(answer.metadata).to.deep.include({ [number]: 7, [day]: '2026-05-04', [colours]: ['r', 'g'] })
      const emptied = await explicit('typed', { metadata: `${number}=` })
      expect(emptied.metadata).to.not.have.property(number)
      expect(emptied.metadata).to.deep.include({ [day]: '2026-05-04' })
      for (const wrong of [`${number}=x`, `${day}=soon`, `${colours}=["b"]`, `${account.prefix}_none=1`]) {
        expect(await refusalOf(explicit('typed', { metadata: wrong })), wrong).to.include({ status: 400 })
      }
    })
  })

  describe('a rename', () => {
    it('keeps the asset', async () => {
      const before = await account.upload('from', await picture(), { tags: 'a', context: 'k=v' })
      const after = await rename('from', 'to')
      const { asset_id, version, created_at, etag } = before
      expect(after).to.include({ public_id: account.id('to'), asset_id, version, created_at, etag })
      expect(await account.find('from')).to.equal(undefined)
      expect((await account.find('to'))?.tags).to.deep.equal(['a'])
    })

    it('is refused where there is something else, or nothing', async () => {
      await account.upload('source', await picture())
      await account.upload('target', await picture())
      expect(await refusalOf(rename('source', 'target'))).to.include({ status: 400 })
      expect(await refusalOf(rename('missing', 'other'))).to.include({ status: 404 })
      await rename('source', 'target', { overwrite: true })
      expect(await account.find('source')).to.equal(undefined)
    })

    it('changes the delivery type', async () => {
      const { asset_id } = await account.upload('moved', await picture())
      expect(await rename('moved', 'moved', { to_type: 'private' })).to.include({ asset_id, type: 'private' })
      expect(await account.find('moved')).to.equal(undefined)
    })
  })

  it('destroy says whether there was something, and is never refused', async () => {
    await account.upload('doomed', await picture())
    const destroy = () => sdk.uploader.destroy(account.id('doomed'), { ...account.access, invalidate: true })
    expect(await destroy()).to.include({ result: 'ok' })
    expect(await destroy()).to.include({ result: 'not found' })
  })

  it('a preset gives what an upload does not say, and its transformation changes what is stored', async () => {
    const upload_preset = await account.preset('small', {
      tags: 'preset',
      transformation: { width: 10, crop: 'limit' },
    })
    const source = await picture()
    const answer = await account.upload('preset', source, { upload_preset })
    expect(answer).to.deep.include({ tags: ['preset'], width: 10, height: 5 })
    expect(answer.etag).to.not.equal(md5(await png(40, 20)))
    expect((await account.upload('preset', source, { upload_preset, tags: 'own' })).tags).to.include('own')
    const unknown = account.upload('preset', source, { upload_preset: `${account.prefix}_none` })
    expect(await refusalOf(unknown)).to.include({ status: 400 })
  })

  describe('the Admin API', () => {
    it('shows, updates and deletes', async () => {
      const { asset_id } = await account.upload('administered', await picture())
      const id = account.id('administered')
      const shown: UploadApiResponse = await sdk.api.resource(id, { ...account.access })
      expect(shown).to.include({ public_id: id, asset_id })
      expect(await sdk.api.update(id, { ...account.access, tags: 'updated' })).to.deep.include({ tags: ['updated'] })
      const missing = account.id('missing')
      const { deleted } = await sdk.api.delete_resources([id, missing], { ...account.access })
      expect(deleted).to.deep.equal({ [id]: 'deleted', [missing]: 'not_found' })
      expect(await account.find('administered')).to.equal(undefined)
    })

    it('lists by prefix, a page at a time, and says how many calls are left', async () => {
      for (const name of ['list/1', 'list/2', 'list/3']) await account.upload(name, await picture())
      const page = (options: object) =>
        sdk.api.resources({
          ...account.access,
          type: 'upload',
          prefix: account.id('list/'),
          max_results: 2,
          ...options,
        })
      const first = await page({})
      expect(first.resources).to.have.length(2)
      expect(first.rate_limit_remaining).to.be.a('number')
      const second = await page({ next_cursor: first.next_cursor })
      const ids = [...first.resources, ...second.resources].map(({ public_id }: UploadApiResponse) => public_id)
      expect(ids.toSorted()).to.deep.equal(['list/1', 'list/2', 'list/3'].map((name) => account.id(name)))
    })

    it('tells the largest files that it takes', async () => {
      const { media_limits } = await sdk.api.usage({ ...account.access })
      for (const kind of ['image', 'video', 'raw']) {
        expect(media_limits[`${kind}_max_size_bytes`], kind).to.be.above(0)
      }
    })
  })
})
