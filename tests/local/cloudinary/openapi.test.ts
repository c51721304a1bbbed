import { expect } from 'chai'
import { z } from 'zod'
import { dataUri, jpeg } from './fixtures.ts'
import { readDescription } from './openapi.ts'
import { adminForm, adminJson, uploadApi as callUploadApi, type Parameters } from './requests.ts'
import { admin, useCloudinary } from './support.ts'

type Call = () => Promise<Response>

const description = readDescription()

// The description leaves these out, but the documentation and the API's own answers have them. A set's
// default value is a list, which the description does not allow either: no set here has a default.
const documented = new Set([
  'access_control',
  'access_mode',
  'existing',
  'overwritten',
  'deleted',
  'deleted_counts',
  'partial',
])

describe(`the stand-in answers as Cloudinary's description ${description.version} says:`, () => {
  const cloudinary = useCloudinary()

  const uploadApi = (operation: string, parameters: Parameters) => callUploadApi(cloudinary(), operation, parameters)
  const send = (method: string, to: string, json: unknown) => adminJson(cloudinary(), method, to, json)
  const form = (method: string, to: string, parameters: Parameters) => adminForm(cloudinary(), method, to, parameters)

  const file = dataUri(jpeg())
  const whole = {
    ...{ public_id: 'whole', tags: 'a,b', context: 'k=v', metadata: 'colour=["r"]|number=1', file },
    ...{ access_control: '[{"access_type":"token"}]', asset_folder: 'folder', display_name: 'name' },
    ...{ eager: 'w_4,c_scale|q_900' },
  }
  const colours = { values: [{ external_id: 'r', value: 'red' }] }
  const assetId = async () =>
    z.object({ asset_id: z.string() }).parse(await (await admin(cloudinary(), 'resources/image/upload/whole')).json())
      .asset_id

  // In this order, for each one leaves something behind for the next.
  const calls: [string, string, Call][] = [
    [
      'createMetadataField',
      'set',
      () => send('POST', 'metadata_fields', { external_id: 'colour', label: 'C', type: 'set', datasource: colours }),
    ],
    [
      'createMetadataField',
      'integer',
      () =>
        send('POST', 'metadata_fields', {
          external_id: 'number',
          label: 'N',
          type: 'integer',
          mandatory: true,
          default_value: 1,
          validation: { type: 'greater_than', value: 0 },
        }),
    ],
    ['listMetadataFields', '', () => admin(cloudinary(), 'metadata_fields')],
    ['getMetadataField', '', () => admin(cloudinary(), 'metadata_fields/number')],
    ['updateMetadataField', '', () => send('PUT', 'metadata_fields/number', { label: 'Number' })],
    [
      'updateMetadataFieldDatasource',
      '',
      () => send('PUT', 'metadata_fields/colour/datasource', { values: [{ value: 'green' }] }),
    ],
    [
      'deleteMetadataFieldDatasource',
      '',
      () => send('DELETE', 'metadata_fields/colour/datasource', { external_ids: ['r'] }),
    ],
    [
      'restoreMetadataFieldDatasource',
      '',
      () => send('POST', 'metadata_fields/colour/datasource_restore', { external_ids: ['r'] }),
    ],
    [
      'createUploadPreset',
      '',
      () =>
        form('POST', 'upload_presets', {
          name: 'p',
          tags: 'a,b',
          eager: 'w_9',
          transformation: 'c_limit,w_9',
          overwrite: 'true',
          context: 'k=v',
        }),
    ],
    ['getUploadPreset', '', () => admin(cloudinary(), 'upload_presets/p')],
    ['listUploadPresets', '', () => admin(cloudinary(), 'upload_presets')],
    ['updateUploadPreset', '', () => form('PUT', 'upload_presets/p', { tags: 'c' })],
    ['deleteUploadPreset', '', () => form('DELETE', 'upload_presets/p', {})],
    ['upload', '', () => uploadApi('image/upload', whole)],
    ['upload', 'again', () => uploadApi('image/upload', whole)],
    ['upload', 'without overwriting', () => uploadApi('image/upload', { ...whole, overwrite: 'false' })],
    ['upload', 'of a raw file', () => uploadApi('raw/upload', { file, public_id: 'raw.bin' })],
    ['upload', 'in the background', () => uploadApi('image/upload', { file, async: 'true', public_id: 'later' })],
    ['uploadNoResourceType', '', () => uploadApi('upload', { file, public_id: 'auto' })],
    ['uploadNoResourceType', 'in the background', () => uploadApi('upload', { file, async: 'true' })],
    ['explicitAsset', '', () => uploadApi('image/explicit', { public_id: 'whole', type: 'upload', tags: 'c' })],
    [
      'updateAssetsTags',
      '',
      () => uploadApi('image/tags', { public_ids: ['whole', 'missing'], tag: 'd', command: 'add' }),
    ],
    [
      'updateAssetsContext',
      '',
      () => uploadApi('image/context', { public_ids: ['whole'], context: 'l=w', command: 'add' }),
    ],
    ['updateAssetsMetadata', '', () => uploadApi('image/metadata', { public_ids: ['whole'], metadata: 'number=2' })],
    ['getResourceByPublicId', '', () => admin(cloudinary(), 'resources/image/upload/whole')],
    ['getResourceByPublicId', 'of a raw file', () => admin(cloudinary(), 'resources/raw/upload/raw.bin')],
    ['getResourceByAssetId', '', async () => admin(cloudinary(), `resources/${await assetId()}`)],
    ['updateResourceByPublicId', '', () => form('POST', 'resources/image/upload/whole', { tags: 'e' })],
    ['listResourceTypes', '', () => admin(cloudinary(), 'resources')],
    ['listImages', '', () => admin(cloudinary(), 'resources/image?tags=true&context=true&metadata=true&max_results=1')],
    ['listRawFiles', '', () => admin(cloudinary(), 'resources/raw')],
    ['listVideos', '', () => admin(cloudinary(), 'resources/video')],
    ['listResourcesByAssetFolder', '', () => admin(cloudinary(), 'resources/by_asset_folder?asset_folder=folder')],
    [
      'listResourcesByAssetIDs',
      '',
      async () => admin(cloudinary(), `resources/by_asset_ids?asset_ids[]=${await assetId()}`),
    ],
    ['listResourcesByContext', '', () => admin(cloudinary(), 'resources/image/context?key=k')],
    ['getUsage', '', () => admin(cloudinary(), 'usage')],
    [
      'renameAsset',
      '',
      () => uploadApi('image/rename', { from_public_id: 'whole', to_public_id: 'renamed', context: 'true' }),
    ],
    ['destroyAsset', '', () => uploadApi('image/destroy', { public_id: 'renamed' })],
    ['destroyAsset', 'of nothing', () => uploadApi('image/destroy', { public_id: 'renamed' })],
    ['deleteResourcesByPublicId', '', () => form('DELETE', 'resources/image/upload', { 'public_ids[]': 'auto' })],
    ['deleteMetadataField', '', () => send('DELETE', 'metadata_fields/colour', undefined)],
  ]
  for (const [operationId, variant, call] of calls) {
    it([operationId, variant].join(' ').trim(), async () => {
      const response = await call()
      const answer: unknown = await response.json()
      expect(response.status, JSON.stringify(answer)).to.equal(200)
      expect(description.faultsOf(operationId, 200, answer)).to.deep.equal([])
      const undescribed = description.unknownNames(operationId, answer).filter((name) => !documented.has(name))
      expect(undescribed).to.deep.equal([])
    })
  }

  const refusals: [string, number, Call][] = [
    ['upload', 400, () => uploadApi('image/upload', { file: dataUri(Buffer.from('x')) })],
    ['upload', 401, () => fetch(`${cloudinary().origin}/v1_1/other/image/upload`, { method: 'POST' })],
    ['explicitAsset', 404, () => uploadApi('image/explicit', { public_id: 'missing', type: 'upload' })],
    ['updateAssetsMetadata', 400, () => uploadApi('image/metadata', { public_ids: ['raw.bin'], metadata: 'x=1' })],
    ['renameAsset', 404, () => uploadApi('image/rename', { from_public_id: 'missing', to_public_id: 'x' })],
    ['getResourceByPublicId', 404, () => admin(cloudinary(), 'resources/image/upload/missing')],
    ['getMetadataField', 404, () => admin(cloudinary(), 'metadata_fields/missing')],
    ['createMetadataField', 400, () => send('POST', 'metadata_fields', { type: 'float', label: 'F' })],
    ['getUploadPreset', 404, () => admin(cloudinary(), 'upload_presets/missing')],
  ]
  for (const [operationId, status, call] of refusals) {
    it(`${operationId} refused with ${status}`, async () => {
      const response = await call()
      const answer: unknown = await response.json()
      expect(response.status, JSON.stringify(answer)).to.equal(status)
      expect(description.faultsOf(operationId, status, answer)).to.deep.equal([])
    })
  }

  it('and the comparison would see what is wrong', () => {
    expect(description.faultsOf('upload', 200, { bytes: '1' })).to.include('/bytes must be integer')
    expect(description.faultsOf('explicitAsset', 404, { error: 'x' })).to.not.deep.equal([])
  })
})
