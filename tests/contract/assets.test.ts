import { expect } from 'chai'
import type { UploadApiResponse } from 'cloudinary'
import { Account, isReal, refusalOf, sdk } from './account.ts'
import { picture } from './files.ts'

// What we rely on of Cloudinary. It holds for the stand-in; to see that it holds for Cloudinary:
// CONTRACT_CLOUDINARY_URL=cloudinary://KEY:SECRET@CLOUD npx mocha --no-config tests/contract/assets.test.ts

describe(`the contract with Cloudinary about assets that are there, held by ${isReal ? 'a real account' : 'the stand-in'}`, () => {
  const account = new Account()
  before(() => account.start())
  after(() => account.stop())

  const rename = (from: string, to: string, options: object = {}) =>
    sdk.uploader.rename(account.id(from), account.id(to), { ...account.access, ...options })

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
