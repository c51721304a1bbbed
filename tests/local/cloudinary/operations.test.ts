import { expect } from 'chai'
import type { UploadApiResponse } from 'cloudinary'
import { jpeg, png } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, bytesAt, defineTexts, find, refusalOf, upload, useCloudinary } from './support.ts'

describe('operations on assets', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const to = () => access(cloudinary())

  before(() => defineTexts(cloudinary(), 'm', 'n'))

  describe('destroy', () => {
    it('removes an asset and its bytes, once', async () => {
      const { url } = await upload(cloudinary(), jpeg(), { public_id: 'a b/gone' })
      expect(await sdk.uploader.destroy('a b/gone', { ...to(), invalidate: true })).to.deep.equal({ result: 'ok' })
      expect(await sdk.uploader.destroy('a b/gone', to())).to.deep.equal({ result: 'not found' })
      expect(await find(cloudinary(), 'a b/gone')).to.equal(undefined)
      expect((await fetch(url)).status).to.equal(404)
    })

    it('touches no other kind and no other delivery type', async () => {
      await upload(cloudinary(), jpeg(), { public_id: 'stays' })
      for (const options of [{ resource_type: 'raw' }, { type: 'private' }]) {
        expect(await sdk.uploader.destroy('stays', { ...to(), ...options })).to.deep.equal({ result: 'not found' })
      }
      expect(await find(cloudinary(), 'stays')).to.include({ public_id: 'stays' })
    })
  })

  describe('rename', () => {
    const rename = (from: string, target: string, options: object = {}) =>
      sdk.uploader.rename(from, target, { ...to(), ...options })

    it('keeps everything but the name', async () => {
      const before = await upload(cloudinary(), png(), {
        public_id: 'from',
        tags: 'a',
        context: 'k=v',
        metadata: 'm=1',
      })
      const after = await rename('from', 'to/ü', { invalidate: true, context: true, metadata: true })
      const changing = { public_id: 'to/ü', url: after.url, secure_url: after.url, signature: after.signature }
      expect(after).to.deep.equal({ ...before, ...changing })
      expect(after.url).to.include(`/v${before.version}/to/%C3%BC.png`)
      expect(await bytesAt(after.url)).to.deep.equal(png())
      expect((await fetch(before.url)).status).to.equal(404)
      expect(await find(cloudinary(), 'from')).to.equal(undefined)
    })

    it('shows context and metadata only when asked, and sets neither', async () => {
      await upload(cloudinary(), jpeg(), { public_id: 'annotated', context: 'k=v', metadata: 'm=1' })
      const answer = await rename('annotated', 'renamed', { context: 'k=other' })
      expect(answer).to.not.have.any.keys('context', 'metadata')
      expect((await find(cloudinary(), 'renamed'))?.context).to.deep.equal({ custom: { k: 'v' } })
    })

    it('replaces what stands at the target only when told to', async () => {
      const source = await upload(cloudinary(), jpeg(), { public_id: 'source' })
      const target = await upload(cloudinary(), png(), { public_id: 'target' })
      expect(await refusalOf(rename('source', 'target'))).to.equal('400 to_public_id(target) already exists')
      expect(await find(cloudinary(), 'target')).to.include({ asset_id: target.asset_id })
      await rename('source', 'target', { overwrite: true })
      expect(await find(cloudinary(), 'target')).to.include({ asset_id: source.asset_id, etag: source.etag })
      expect(await find(cloudinary(), 'source')).to.equal(undefined)
      const { resources } = await sdk.api.resources({ ...to(), prefix: 'target' })
      expect(resources.map(({ asset_id }: UploadApiResponse) => asset_id)).to.deep.equal([source.asset_id])
      expect(await sdk.uploader.destroy('target', to())).to.deep.equal({ result: 'ok' })
      expect(await find(cloudinary(), 'target')).to.equal(undefined)
    })

    it('moves an asset to another delivery type', async () => {
      const { asset_id } = await upload(cloudinary(), jpeg(), { public_id: 'moved' })
      expect(await rename('moved', 'moved', { to_type: 'private' })).to.include({ asset_id, type: 'private' })
      expect(await find(cloudinary(), 'moved', { type: 'private' })).to.include({ asset_id })
      expect(await find(cloudinary(), 'moved')).to.equal(undefined)
    })

    it('refuses what is not there, and bad names', async () => {
      expect(await refusalOf(rename('missing', 'x'))).to.equal('404 Resource not found - missing')
      await upload(cloudinary(), jpeg(), { public_id: 'well named' })
      expect(await refusalOf(rename('well named', 'a?'))).to.equal('400 public_id (a?) is invalid')
      expect(await refusalOf(rename('well named', 'well named'))).to.match(/already exists$/)
      expect(await refusalOf(rename('well named', ''))).to.equal('400 Missing required parameter - to_public_id')
    })
  })

  describe('explicit', () => {
    const explicit = (publicId: string, options: object) =>
      sdk.uploader.explicit(publicId, { ...to(), type: 'upload', ...options })

    it('sets what is sent and nothing else, without a new version', async () => {
      const given = { tags: 'a,b', context: 'k=v|l=w', metadata: 'm=1|n=2', display_name: 'shown' }
      const before = await upload(cloudinary(), jpeg(), { public_id: 'explicit', ...given })
      expect(await explicit('explicit', {})).to.deep.equal(before)
      const tagged = await explicit('explicit', { tags: ['c'] })
      expect(tagged).to.deep.equal({ ...before, tags: ['c'] })
      const inContext = await explicit('explicit', { context: 'k=new' })
      expect(inContext).to.deep.equal({ ...tagged, context: { custom: { k: 'new' } } })
      const withMetadata = await explicit('explicit', { metadata: 'm=3' })
      expect(withMetadata).to.deep.equal({ ...inContext, metadata: { m: '3', n: '2' } })
      const access_control = [
        { access_type: 'token' as const },
        { access_type: 'anonymous' as const, end: '2030-01-01T00:00:00Z' },
      ]
      expect(await explicit('explicit', { access_control })).to.deep.equal({ ...withMetadata, access_control })
    })

    it('restricts access, and opens it again', async () => {
      const { url } = await upload(cloudinary(), jpeg(), { public_id: 'restricted' })
      const status = async () => (await fetch(url)).status
      const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
      const restrict = (access_control: object[]) => explicit('restricted', { access_control })
      expect(await status()).to.equal(200)
      const token = { access_type: 'token', key: 'k1' }
      expect((await restrict([token])).access_control).to.deep.equal([token])
      expect(await status()).to.equal(401)
      expect(await find(cloudinary(), 'restricted')).to.deep.include({ access_control: [token] })
      await restrict([token, { access_type: 'anonymous', start: hour(-1), end: hour(1) }])
      expect(await status()).to.equal(200)
      await restrict([{ access_type: 'anonymous', end: Math.floor(Date.now() / 1000) - 60 }])
      expect(await status()).to.equal(401)
      expect(await restrict([])).to.not.have.property('access_control')
      expect(await status()).to.equal(200)
      const wrong = [
        [{ access_type: 'all' }],
        [{ access_type: 'token', key: '-' }],
        [{ access_type: 'anonymous', start: 'soon' }],
        [{ access_type: 'anonymous', start: hour(1), end: hour(-1) }],
      ]
      for (const access_control of wrong) {
        expect(await refusalOf(restrict(access_control))).to.match(
          /^400 Invalid value .* for parameter access_control$/,
        )
      }
      expect(await status()).to.equal(200)
    })

    it('moves an asset to another folder under another title', async () => {
      await upload(cloudinary(), jpeg(), { public_id: 'placed', asset_folder: 'one', display_name: 'first' })
      const moved = await explicit('placed', { asset_folder: 'two/three', display_name: 'second' })
      expect(moved).to.include({ public_id: 'placed', asset_folder: 'two/three', display_name: 'second' })
      expect(await find(cloudinary(), 'placed')).to.include({ asset_folder: 'two/three', display_name: 'second' })
      expect(await explicit('placed', { tags: ['t'] })).to.include({ asset_folder: 'two/three' })
    })

    it('refuses what is not there', async () => {
      expect(await refusalOf(explicit('missing', { tags: 'a' }))).to.equal('404 Resource not found - missing')
    })
  })

  it('tags and context of many assets change at once', async () => {
    const ids = ['bulk 1', 'bulk,2']
    for (const public_id of ids) await upload(cloudinary(), jpeg(), { public_id, tags: 'old', context: 'k=v' })
    const shown = async () => {
      const assets = await Promise.all(ids.map((id) => find(cloudinary(), id)))
      return assets.map((asset) => ({ tags: asset?.tags, context: asset?.context ?? {} }))
    }
    const both = (state: object) => [state, state]
    expect(await sdk.uploader.add_tag('new,old', [...ids, 'missing'], to())).to.deep.equal({ public_ids: ids })
    expect(await shown()).to.deep.equal(both({ tags: ['old', 'new'], context: { custom: { k: 'v' } } }))
    await sdk.uploader.remove_tag('old', ids, to())
    await sdk.uploader.add_context('l=w|k=', ids, to())
    expect(await shown()).to.deep.equal(both({ tags: ['new'], context: { custom: { l: 'w' } } }))
    await sdk.uploader.replace_tag('x,y', ids, to())
    await sdk.uploader.remove_all_context(ids, to())
    expect(await shown()).to.deep.equal(both({ tags: ['x', 'y'], context: {} }))
    await sdk.uploader.remove_all_tags(ids, to())
    expect(await shown()).to.deep.equal(both({ tags: [], context: {} }))
  })
})
