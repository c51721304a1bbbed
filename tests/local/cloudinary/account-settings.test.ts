import { expect } from 'chai'
import sharp from 'sharp'
import { jpeg } from './fixtures.ts'
import { sdk } from './sdk.ts'
import { access, find, refusalOf, setSettings, upload, useCloudinary } from './support.ts'

describe('what an account sets for all its uploads', () => {
  const cloudinary = useCloudinary()
  const to = () => access(cloudinary())
  const create = (name: string, options: object) => sdk.api.create_upload_preset({ ...to(), name, ...options })
  const png = () =>
    sharp({ create: { width: 200, height: 100, channels: 3, background: '#336699' } })
      .png()
      .toBuffer()
  afterEach(() => fetch(`${cloudinary().origin}/_control/settings`, { method: 'DELETE' }))

  it('is a default preset, for those that name none', async () => {
    await create('small', { transformation: { width: 50, crop: 'limit' }, tags: 'small' })
    await create('named', { tags: 'named' })
    await setSettings(cloudinary(), { defaultUploadPreset: 'small' })
    expect(await upload(cloudinary(), await png(), { public_id: 'a' })).to.deep.include({ width: 50, tags: ['small'] })
    const named = await upload(cloudinary(), await png(), { public_id: 'b', upload_preset: 'named', tags: 'own' })
    expect(named).to.deep.include({ width: 200, tags: ['own'] })
  })

  it('is a default preset that prefixes public IDs, and keeps names where none is given', async () => {
    await create('prefixing', { public_id_prefix: 'in' })
    await create('leading', { use_asset_folder_as_public_id_prefix: true })
    await create('naming', { use_filename: true, unique_filename: false })
    const idBy = async (preset: string, options: object) => {
      await setSettings(cloudinary(), { defaultUploadPreset: preset })
      return (await upload(cloudinary(), jpeg(), options)).public_id
    }
    expect(await idBy('prefixing', { public_id: 'a' })).to.equal('in/a')
    expect(await idBy('leading', { public_id: 'a', asset_folder: 'f' })).to.equal('f/a')
    expect(await idBy('leading', { public_id: 'a', asset_folder: 'f', folder: 'g' })).to.equal('g/a')
    expect(await idBy('naming', { filename_override: 'name.jpg' })).to.equal('name')
    expect(await idBy('naming', { filename_override: 'name.jpg', unique_filename: true })).to.match(
      /^name_[a-z0-9]{6}$/,
    )
    expect(await idBy('naming', { filename_override: 'name.jpg', public_id: 'own' })).to.equal('own')
  })

  it('is listed among the presets page by page, and nowhere said to be the default', async () => {
    await setSettings(cloudinary(), { defaultUploadPreset: 'small' })
    const first = await sdk.api.upload_presets({ ...to(), max_results: 2 })
    const rest = await sdk.api.upload_presets({ ...to(), max_results: 10, next_cursor: first.next_cursor })
    const names = [...first.presets, ...rest.presets].map(({ name }: { name: string }) => name)
    expect(names).to.deep.equal(['small', 'named', 'prefixing', 'leading', 'naming'])
    expect(rest).to.not.have.property('next_cursor')
    expect(JSON.stringify(first)).to.not.match(/default/)
    expect(rest.presets[2].settings).to.deep.include({ use_filename: true, unique_filename: false })
  })

  it('refuses uploads where the default preset is gone', async () => {
    await setSettings(cloudinary(), { defaultUploadPreset: 'gone' })
    expect(await refusalOf(upload(cloudinary(), jpeg(), {}))).to.equal('400 Upload preset not found')
  })

  it('is the folder mode, which config tells where it is asked', async () => {
    expect(await sdk.api.config({ ...to(), settings: true })).to.deep.include({
      ...{ cloud_name: 'demo', settings: { folder_mode: 'dynamic' } },
    })
    expect(await sdk.api.config(to())).to.not.have.property('settings')
    await setSettings(cloudinary(), { folderMode: 'fixed' })
    expect(await sdk.api.config({ ...to(), settings: true })).to.have.nested.property('settings.folder_mode', 'fixed')
  })

  it('with fixed folders passes over asset folders and display names, and shows none', async () => {
    await setSettings(cloudinary(), { folderMode: 'fixed' })
    const placed = { asset_folder: 'f', display_name: 'n' }
    const options = { public_id: 'x/fixed', use_asset_folder_as_public_id_prefix: true, ...placed }
    const answer = await upload(cloudinary(), jpeg(), options)
    expect(answer).to.include({ public_id: 'x/fixed' }).and.to.not.have.any.keys('asset_folder', 'display_name')
    const explicit = await sdk.uploader.explicit('x/fixed', { ...to(), type: 'upload', ...placed })
    expect(explicit).to.not.have.any.keys('asset_folder', 'display_name')
    expect(await find(cloudinary(), 'x/fixed')).to.not.have.any.keys('asset_folder', 'display_name')
  })

  it('with dynamic folders puts in the root what names no folder, whatever its public ID', async () => {
    const answer = await upload(cloudinary(), jpeg(), { public_id: 'x/dynamic' })
    expect(answer).to.include({ asset_folder: '', display_name: 'dynamic' })
    const renamed = await sdk.uploader.rename('x/dynamic', 'y/dynamic', to())
    expect(renamed).to.include({ asset_folder: '', display_name: 'dynamic' })
    const moved = await sdk.uploader.explicit('y/dynamic', { ...to(), type: 'upload', asset_folder: 'y' })
    expect(moved).to.include({ public_id: 'y/dynamic', asset_folder: 'y' })
    // The SDK sends no empty value: an asset does not come back to the root in this way.
    const back = await sdk.uploader.explicit('y/dynamic', { ...to(), type: 'upload', asset_folder: '' })
    expect(back).to.include({ asset_folder: 'y' })
  })
})
