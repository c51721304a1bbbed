import { expect } from 'chai'
import { jpeg, mp4 } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, account, admin, defineTexts, find, refusalOf, upload, useCloudinary } from './support.ts'

describe('the Admin API', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const to = () => access(cloudinary())

  const idsOf = (answer: { resources: { public_id: string }[] }) => answer.resources.map(({ public_id }) => public_id)

  before(async () => {
    await defineTexts(cloudinary(), 'm')
    for (const public_id of ['list/1', 'list/2', 'other', 'list/3']) {
      await upload(cloudinary(), jpeg(), { public_id, tags: 't', context: 'k=v', metadata: 'm=1' })
    }
    await upload(cloudinary(), jpeg(), { public_id: 'list/private', type: 'private' })
    await upload(cloudinary(), mp4(), { public_id: 'list/film', resource_type: 'video' })
  })

  it('lets nobody in without the secret', async () => {
    const ping = (options: object) => refusalOf(sdk.api.ping({ ...to(), ...options }))
    expect(await ping({ api_secret: 'wrong' })).to.equal('401 api_secret mismatch')
    expect(await ping({ api_key: 'wrong' })).to.equal('401 unknown api_key')
    expect(await ping({ cloud_name: 'wrong' })).to.equal('401 Invalid cloud_name wrong')
    const response = await fetch(`${cloudinary().origin}/v1_1/${account.cloudName}/ping`)
    expect([response.status, await response.json()]).to.deep.equal([401, { error: { message: 'Invalid credentials' } }])
  })

  it('shows an asset whole, whatever its name', async () => {
    const publicId = `a b/ü'(c)~d,e=f;g@h`
    const uploaded = await upload(cloudinary(), jpeg(), { public_id: publicId, tags: 't', context: 'k=v' })
    const shown = await find(cloudinary(), publicId)
    expect(shown).to.include({ public_id: publicId, asset_id: uploaded.asset_id, etag: uploaded.etag })
    expect(shown?.context).to.deep.equal({ custom: { k: 'v' } })
    expect(shown?.tags).to.deep.equal(['t'])
    const url = `${cloudinary().origin}/v1_1/demo/resources/image/upload/${encodeURIComponent(publicId).replaceAll('%2F', '/')}`
    const authorization = `Basic ${btoa(`${account.apiKey}:${account.apiSecret}`)}`
    expect((await fetch(url, { headers: { authorization } })).status).to.equal(200)
  })

  it('says what it does not find', async () => {
    expect(await refusalOf(sdk.api.resource('missing', to()))).to.equal('404 Resource not found - missing')
  })

  it('lists assets by kind, delivery type and prefix, the newest first', async () => {
    const list = async (options: object) => idsOf(await sdk.api.resources({ ...to(), prefix: 'list/', ...options }))
    expect(await list({})).to.deep.equal(['list/private', 'list/3', 'list/2', 'list/1'])
    expect(await list({ type: 'upload' })).to.deep.equal(['list/3', 'list/2', 'list/1'])
    expect(await list({ type: 'private' })).to.deep.equal(['list/private'])
    expect(await list({ type: 'upload', direction: 'asc' })).to.deep.equal(['list/1', 'list/2', 'list/3'])
    expect(await list({ resource_type: 'video' })).to.deep.equal(['list/film'])
    expect(await list({ resource_type: 'raw' })).to.deep.equal([])
  })

  it('shows tags, context and metadata in lists only when asked, and no etag', async () => {
    const list = async (options: object) =>
      (await sdk.api.resources({ ...to(), type: 'upload', prefix: 'other', ...options })).resources[0]
    expect(await list({})).to.not.have.any.keys('tags', 'context', 'metadata', 'etag')
    const shown = await list({ tags: true, context: true, metadata: true })
    expect(shown?.tags).to.deep.equal(['t'])
    expect(shown?.context).to.deep.equal({ custom: { k: 'v' } })
    expect(shown?.metadata).to.deep.equal({ m: '1' })
  })

  it('goes on where a page ended, though assets come and go meanwhile', async () => {
    for (const number of [1, 2, 3, 4, 5]) await upload(cloudinary(), jpeg(), { public_id: `page/${number}` })
    const page = (options: object) =>
      sdk.api.resources({ ...to(), type: 'upload', prefix: 'page/', max_results: 2, ...options })
    const first = await page({})
    expect(idsOf(first)).to.deep.equal(['page/5', 'page/4'])
    await sdk.uploader.destroy('page/4', to())
    await upload(cloudinary(), jpeg(), { public_id: 'page/6' })
    const second = await page({ next_cursor: first.next_cursor })
    expect(idsOf(second)).to.deep.equal(['page/3', 'page/2'])
    const third = await page({ next_cursor: second.next_cursor })
    expect(idsOf(third)).to.deep.equal(['page/1'])
    expect(third).to.not.have.property('next_cursor')
    expect(await refusalOf(page({ next_cursor: 'zz' }))).to.equal('400 Invalid value for parameter next_cursor')
  })

  it('lists ten when not told how many', async () => {
    for (let number = 0; number < 11; number += 1) await upload(cloudinary(), jpeg(), { public_id: `ten/${number}` })
    expect((await sdk.api.resources({ ...to(), prefix: 'ten/' })).resources.length).to.equal(10)
    expect((await sdk.api.resources({ ...to(), prefix: 'ten/', max_results: 500 })).resources.length).to.equal(11)
    const refusal = await refusalOf(sdk.api.resources({ ...to(), max_results: 0 }))
    expect(refusal).to.equal('400 Invalid value 0 for parameter max_results')
  })

  it('finds assets by their ids', async () => {
    const found = await sdk.api.resources_by_ids(['list/2', 'missing', 'list/1'], { ...to(), tags: true })
    expect(idsOf(found)).to.deep.equal(['list/2', 'list/1'])
    expect(found.resources[0]?.tags).to.deep.equal(['t'])
  })

  it('deletes by ids, and by prefix', async () => {
    for (const public_id of ['doomed/1', 'doomed, too', 'doomed/2']) await upload(cloudinary(), jpeg(), { public_id })
    const byIds = await sdk.api.delete_resources(['doomed, too', 'missing'], to())
    expect(byIds.deleted).to.deep.equal({ 'doomed, too': 'deleted', missing: 'not_found' })
    expect(await find(cloudinary(), 'doomed, too')).to.equal(undefined)
    const byPrefix = await sdk.api.delete_resources_by_prefix('doomed/', to())
    expect(byPrefix).to.deep.include({ deleted: { 'doomed/1': 'deleted', 'doomed/2': 'deleted' }, partial: false })
    expect(await find(cloudinary(), 'doomed/1')).to.equal(undefined)
  })

  it('deletes by tag, by asset id, and all', async () => {
    const doom = (public_id: string, options: object = {}) => upload(cloudinary(), jpeg(), { public_id, ...options })
    await doom('tagged/1', { tags: 'doomed' })
    await doom('tagged/2', { tags: 'doomed', type: 'private' })
    const byTag = await sdk.api.delete_resources_by_tag('doomed', to())
    expect(byTag.deleted).to.deep.equal({ 'tagged/1': 'deleted', 'tagged/2': 'deleted' })
    const { asset_id } = await doom('by asset id')
    const none = 'f'.repeat(32)
    const byId = await sdk.api.delete_resources_by_asset_ids([asset_id, none], to())
    expect(byId).to.deep.include({ deleted: { [asset_id]: 'deleted', [none]: 'not_found' } })
    await doom('all', { type: 'authenticated' })
    const all = await sdk.api.delete_all_resources({ ...to(), type: 'authenticated' })
    expect(all).to.deep.include({ deleted: { all: 'deleted' }, partial: false })
    expect(await find(cloudinary(), 'by asset id')).to.equal(undefined)
  })

  it('lists by tag, by context, by folder and by asset id', async () => {
    const one = await upload(cloudinary(), jpeg(), {
      public_id: 'by/1',
      tags: 'by',
      context: 'by=1',
      asset_folder: 'by',
    })
    const two = await upload(cloudinary(), jpeg(), { public_id: 'by/2', tags: 'by', context: 'by=2' })
    expect(idsOf(await sdk.api.resources_by_tag('by', to()))).to.deep.equal(['by/2', 'by/1'])
    expect(idsOf(await sdk.api.resources_by_context('by', undefined, to()))).to.deep.equal(['by/2', 'by/1'])
    expect(idsOf(await sdk.api.resources_by_context('by', '2', to()))).to.deep.equal(['by/2'])
    expect(idsOf(await sdk.api.resources_by_asset_folder('by', to()))).to.deep.equal(['by/1'])
    const ids = [two.asset_id, one.asset_id, 'f'.repeat(32)]
    expect(idsOf(await sdk.api.resources_by_asset_ids(ids, to())).toSorted()).to.deep.equal(['by/1', 'by/2'])
    expect(await (await admin(cloudinary(), `resources/${one.asset_id}`)).json()).to.include({ public_id: 'by/1' })
    expect((await sdk.api.resource_types(to())).resource_types.toSorted()).to.deep.equal(['image', 'video'])
  })

  it('updates an asset', async () => {
    const before = await upload(cloudinary(), jpeg(), { public_id: 'updated/ü', tags: 'a', context: 'k=v' })
    const given = { tags: 'b,c', metadata: { m: 'x' }, display_name: 'shown', asset_folder: 'moved' }
    const updated = await sdk.api.update('updated/ü', { ...to(), ...given })
    const expected = { tags: ['b', 'c'], context: { custom: { k: 'v' } }, metadata: { m: 'x' } }
    expect(updated).to.deep.include({ ...expected, display_name: 'shown', asset_folder: 'moved' })
    const found = await find(cloudinary(), 'updated/ü')
    expect(found).to.deep.include({ ...expected, asset_id: before.asset_id, version: before.version })
    expect(await refusalOf(sdk.api.update('missing', { ...to(), tags: 'a' }))).to.match(/^404 /)
    expect(await refusalOf(sdk.api.update('updated/ü', { ...to(), metadata: 'nope=1' }))).to.match(/^400 /)
  })

  it('says what it does not know', async () => {
    const response = await fetch(`${cloudinary().origin}/v1_1/demo/folders`)
    expect(response.status).to.equal(404)
    expect(await response.text()).to.include('/v1_1/demo/folders')
  })
})
