import { expect } from 'chai'
import { jpeg } from './fixtures.ts'
import { adminForm, adminJson, answerOf, type Parameters, unknown } from './requests.ts'
import { admin, defineTexts, find, upload, useCloudinary } from './support.ts'

describe('what the stand-in does not know of the Admin API', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  const admins = (path: string) => answerOf(admin(cloudinary(), path))

  before(async () => {
    await defineTexts(cloudinary(), 'field')
    await adminForm(cloudinary(), 'POST', 'upload_presets', { name: 'preset' })
    await upload(cloudinary(), jpeg(), { public_id: 'asset' })
  })
  afterEach(async () => {
    expect(await find(cloudinary(), 'asset')).to.deep.include({ public_id: 'asset', tags: [] })
  })

  const queries: [path: string, operation: string, ...parameters: string[]][] = [
    ['ping', 'ping'],
    ['usage', 'usage', 'date'],
    ['resources', 'resource types'],
    ['resources/image', 'resources', 'start_at', 'fields', 'moderations', 'key', 'asset_ids'],
    ['resources/image/upload', 'resources', 'start_at'],
    ['resources/image/upload?public_ids[]=asset', 'resources by public ids', 'prefix', 'max_results'],
    ['resources/image/tags/t', 'resources by tag', 'prefix'],
    ['resources/image/context?key=k', 'resources by context', 'prefix'],
    ['resources/by_asset_folder?asset_folder=f', 'resources by asset folder', 'resource_type'],
    [`resources/by_asset_ids?asset_ids[]=${'f'.repeat(32)}`, 'resources by asset ids', 'max_results'],
    ['resources/image/upload/asset', 'resource', 'phash', 'versions'],
    [`resources/${'f'.repeat(32)}`, 'resource by asset id', 'colors'],
    ['metadata_fields', 'metadata fields', 'external_ids'],
    ['metadata_fields/field', 'metadata fields'],
    ['upload_presets', 'list upload presets', 'order_by', 'direction'],
    ['config', 'config'],
    ['upload_presets/preset', 'show upload presets'],
  ]
  for (const [path, operation, ...parameters] of queries) {
    it(`is refused in the query of ${path}`, async () => {
      for (const name of ['colour', ...parameters]) {
        const query = `${path.includes('?') ? '&' : '?'}${name}=1`
        expect(await admins(path + query)).to.equal(unknown(name, operation))
      }
    })
  }

  const forms: [method: string, path: string, operation: string, given: Parameters, ...parameters: string[]][] = [
    ['POST', 'resources/image/upload/asset', 'update', { tags: 'tagged' }, 'eager', 'moderation_status'],
    ['DELETE', 'resources/image/upload', 'delete by public ids', { public_ids: ['asset'] }, 'keep_original', 'prefix'],
    ['DELETE', 'resources/image/upload', 'delete by prefix', { prefix: 'a' }, 'keep_original', 'all'],
    ['DELETE', 'resources/image/upload', 'delete all', { all: 'true' }, 'keep_original', 'transformations'],
    ['DELETE', 'resources/image/tags/t', 'delete by tag', {}, 'keep_original'],
    ['DELETE', 'resources', 'delete by asset ids', { asset_ids: ['f'.repeat(32)] }, 'keep_original'],
    ['POST', 'upload_presets', 'create upload preset', { name: 'new' }, 'live', 'disallow_public_id', 'file'],
    ['PUT', 'upload_presets/preset', 'change upload preset', { tags: 'a' }, 'name', 'upload_preset', 'phash'],
    ['DELETE', 'upload_presets/preset', 'delete upload presets', {}],
    ['POST', 'metadata_fields', 'metadata fields', {}, 'label'],
  ]
  for (const [method, path, operation, given, ...parameters] of forms) {
    it(`is refused in the form of ${operation}, which then does nothing`, async () => {
      for (const name of ['colour', ...parameters]) {
        const answer = await answerOf(adminForm(cloudinary(), method, path, { ...given, [name]: '1' }))
        expect(answer).to.equal(unknown(name, operation))
      }
      expect(await admins('upload_presets/preset')).to.equal('200')
      expect(await admins('upload_presets/new')).to.match(/^404 /)
    })
  }

  const field = { type: 'string', label: 'L', external_id: 'other' }
  const bodies: [method: string, path: string, json: object, parameter: string, operation: string][] = [
    ['POST', 'metadata_fields', { ...field, group: 'g' }, 'group', 'create metadata field'],
    ['POST', 'metadata_fields', { ...field, restrictions: { a: 1 } }, 'restrictions.a', 'create metadata field'],
    [
      'POST',
      'metadata_fields',
      { ...field, validation: { type: 'and', rules: [{ type: 'strlen', max: 1, a: 1 }] } },
      'validation.rules.0.a',
      'create metadata field',
    ],
    ['PUT', 'metadata_fields/field', { datasource: { values: [] } }, 'datasource', 'change metadata field'],
    ['DELETE', 'metadata_fields/field', { colour: 1 }, 'colour', 'delete metadata fields'],
    ['PUT', 'metadata_fields/field/datasource', { values: [{ value: 'x' }], a: 1 }, 'a', 'datasource'],
  ]
  for (const [method, path, json, parameter, operation] of bodies) {
    it(`is refused as ${parameter} in the JSON of ${method} ${path}`, async () => {
      expect(await answerOf(adminJson(cloudinary(), method, path, json))).to.equal(unknown(parameter, operation))
      expect(await admins('metadata_fields/other')).to.match(/^404 /)
      expect(await admins('metadata_fields/field')).to.equal('200')
    })
  }

  it('is refused as a list that grows by itself', async () => {
    const dynamic = { ...field, allow_dynamic_list_values: true }
    expect(await answerOf(adminJson(cloudinary(), 'POST', 'metadata_fields', dynamic))).to.match(
      /^400 .*allow_dynamic_list_values: Any other value is not known to the stand-in$/,
    )
  })

  it('is refused as a JSON body where the stand-in reads forms', async () => {
    const update = adminJson(cloudinary(), 'POST', 'resources/image/upload/asset', { tags: 'tagged' })
    expect(await answerOf(update)).to.equal('400 A JSON body of update is not known to the stand-in')
  })
})
